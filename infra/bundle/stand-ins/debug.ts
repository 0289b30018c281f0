/** For debug, to which ioredis tells each step when the variable DEBUG says so: this one is always off. */
const createDebug = () => Object.assign(() => undefined, { enabled: false });

// biome-ignore lint/style/noDefaultExport: in the shape of debug
export default createDebug;
