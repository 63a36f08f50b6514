/** Numbers and times as people read them. All pure, all cheap enough to run for every visible row in every frame. */

const grouped = new Intl.NumberFormat('en-US');

/** 12,345 */
export function formatCount(count: number): string {
  return count < 1000 ? String(count) : grouped.format(count);
}

/** `842 B`, `1.2 kB`, `14 kB`, `3.1 MB`: powers of 1,000, as the Network panels count. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  let value = sizeBytes / 1000;
  let unit = 'kB';
  if (value >= 999.5) {
    value /= 1000;
    unit = 'MB';
  }
  if (value >= 999.5) {
    value /= 1000;
    unit = 'GB';
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Per second: `0.2/s`, `12/s`; nothing where nothing happens. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '';
  return `${perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))}/s`;
}

/** A latency or gap: `0.4 ms`, `12 ms`, `1.24 s`, `41 s`, `3 min 5 s`, `2 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 0.95) return ms < 0.05 ? '0 ms' : `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`;
  return formatLong(Math.round(ms / 1000));
}

/** An age that is redrawn once a second: whole seconds only, so that it does not flicker. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : formatLong(seconds);
}

function formatLong(seconds: number): string {
  if (seconds < 3600) return parts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  if (seconds < 86_400) return parts(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min');
  return parts(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h');
}

function parts(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}

const pad2 = (value: number): string => (value < 10 ? `0${value}` : String(value));
const pad3 = (value: number): string => (value < 10 ? `00${value}` : value < 100 ? `0${value}` : String(value));

/** Local wall clock with milliseconds: `09:04:01.007`. */
export function formatClock(atMs: number): string {
  const date = new Date(atMs);
  return `${pad2(date.getHours())}:${pad2(date.getMinutes())}:${pad2(date.getSeconds())}.${pad3(date.getMilliseconds())}`;
}

/** Local wall clock to the second: `09:04:01`. */
export function formatClockSeconds(atMs: number): string {
  return formatClock(atMs).slice(0, 8);
}

/** Time since a zero: `0:01.250`, `1:02:03.004`; `−` before it. */
export function formatRelative(ms: number): string {
  if (ms < 0) return `−${formatRelative(-ms)}`;
  const whole = Math.floor(ms);
  const seconds = Math.floor(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  const tail = `${pad2(seconds % 60)}.${pad3(whole % 1000)}`;
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${pad2(minutes % 60)}:${tail}`;
}

/** Gap to the row before: `+3 ms`. */
export function formatDelta(ms: number): string {
  return ms < 0 ? formatDuration(ms) : `+${formatDuration(ms)}`;
}

/** Local date and time with milliseconds: `2026-03-01 09:04:01.007`. */
export function formatDateTime(atMs: number): string {
  const date = new Date(atMs);
  return `${date.getFullYear()}-${pad2(date.getMonth() + 1)}-${pad2(date.getDate())} ${formatClock(atMs)}`;
}

/** `sioscope-20260301-090401.ndjson`, local time. */
export function logFileName(atMs: number): string {
  const stamp = formatDateTime(atMs).slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace(' ', '-');
  return `sioscope-${stamp}.ndjson`;
}

/** Host and path of a transport's URL; the path Socket.IO uses by default is left out. */
export function shortUrl(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\?.*$/s, '');
  return rest.replace(/\/socket\.io\/?$/, '').replace(/\/$/, '') || rest;
}
