export { ClusterFailure } from '../database/index.ts';
export { DeployFailure, preparePackage } from './deploy/prepare-org.ts';
export type { DeployStep, PreparedPackage } from './deploy/prepare-org.ts';
export { PortTaken } from './http/server.ts';
export { KeptDataMismatch } from './deploy/org-database.ts';
export { startLocalOrg } from './local-org.ts';
export type { LocalOrg, LocalOrgOptions } from './local-org.ts';
export { runApexTestsOfProject } from './tests/project-tests.ts';
export type { ProjectTestOptions } from './tests/project-tests.ts';
