/** The views of the log, in the order of their tabs. Adding one is adding it here. */
import type { FunctionComponent } from 'preact';
import { AcksView } from '../acks/acks-view.tsx';
import { EventsView } from '../events/events-view.tsx';
import { RoomsView } from '../rooms/rooms-view.tsx';
import { StoryView } from '../story/story-view.tsx';
import { texts } from '../texts.ts';

export interface View {
  readonly id: string;
  readonly title: string;
  /** What is drawn in the list's place; the timeline is there always, behind the others, and keeps its place. */
  readonly component: FunctionComponent | undefined;
  /** Whether it shows the details of rows beside it. */
  readonly details?: true;
}

export const TIMELINE = 'timeline';

export const VIEWS: readonly View[] = [
  { id: TIMELINE, title: texts.views.timeline, component: undefined, details: true },
  { id: 'events', title: texts.views.events, component: EventsView },
  { id: 'acks', title: texts.views.acks, component: AcksView, details: true },
  { id: 'rooms', title: texts.views.rooms, component: RoomsView },
  { id: 'sessions', title: texts.views.sessions, component: StoryView },
];
