// Builds the Lightning web components, for a deploy and for the page that the local org serves.
export { consoleAssets, buildConsole } from './console/assets.ts';
export type { ConsoleAssets, ConsoleFile, ConsoleOptions } from './console/assets.ts';
export { buildComponents, ComponentBuildError } from './components/build.ts';
export type { BuildOptions, BuildResult } from './components/build.ts';
