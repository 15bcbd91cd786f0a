/** The client for orgs without Apex: the package's own Apex, run here, over the REST API of the org. */
export { ApexHandler, type ApexHandlerOptions } from './apex-handler.ts';
export type { GuardProgress } from './handler-tasks.ts';
export { SHAPE_NAMES, type ShapeName } from './saving/shapes/shape.ts';
export { WithoutApexTransport } from './without-apex-transport.ts';
