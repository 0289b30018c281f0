/** Replaces winston, with which the SDK can log whole requests, secrets included. This one never logs anything. */
const nothing = (): undefined => undefined;

/** A logger without transports: the SDK formats no log text for it. */
export const createLogger = () => ({ transports: [], add: nothing, log: nothing });
/** The transports that the SDK adds to a logger. */
export const transports = { Console: class {}, File: class {} };
/** The formats that the SDK gives to its transports. */
export const format = Object.assign(() => nothing, { combine: nothing, json: nothing, simple: nothing });
