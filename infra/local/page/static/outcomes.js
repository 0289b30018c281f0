import { svg } from './dom.js';

/** What each outcome means. */
export const OUTCOMES = {
  hit: 'fresh entry',
  miss: 'fetched from Genesys',
  stale: 'expired entry',
  collapsed: 'shared another request’s fetch',
  bypass: 'fetched without the cache',
  error: 'no result',
};

/** The mark of an outcome, for use inside an SVG element. */
export function mark(outcome, position = {}) {
  return svg('use', { href: `#mark-${outcome}`, width: 10, height: 10, ...position });
}

/** For example `14:03:27`. */
export function clockTime(ms) {
  return new Date(ms).toLocaleTimeString([], { hourCycle: 'h23' });
}

/** For example `0.6 ms`, `48 ms` or `1.2 s`. */
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms : Math.round(ms)} ms`;
}
