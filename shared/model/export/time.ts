/** A log may hold any number as a time; dates end at 8.64e15 (ECMA-262 §21.4.1.1). */
export const isoTime = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at));
