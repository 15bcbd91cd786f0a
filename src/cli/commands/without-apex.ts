/** `sync --without-apex <shape>`: the package's Apex is compiled and run here, for an org where none may be deployed. */
import { join } from 'node:path';
import { preparePackage } from '../../org/index.ts';
import { ApexHandler, WithoutApexTransport, type ShapeName } from '../../remote/index.ts';
import { findLaneDrift, PermanentFailure, type OrgAccess } from '../../sync/index.ts';

export interface WithoutApexOptions {
  readonly projectFolder: string;
  readonly lane: string;
  readonly access: OrgAccess;
  readonly shape: ShapeName;
  /** Rows that are settled among themselves, as in one call of the org's door. */
  readonly rowsPerCall: number;
}

export interface WithoutApex {
  readonly transport: WithoutApexTransport;
  close(): Promise<void>;
}

/** Throws DeployFailure when the project does not compile, PermanentFailure and TransientFailure when the org does not answer as it must. */
export async function startWithoutApex(options: WithoutApexOptions): Promise<WithoutApex> {
  const { projectFolder, lane, access, shape, rowsPerCall } = options;
  const [drift] = findLaneDrift(projectFolder);
  if (drift) {
    throw new PermanentFailure(
      `${drift.path} is not what config/lanes says (${drift.difference}), and the handler reads it. Run "npm run lanes:compile" first.`
    );
  }
  const cacheFolder = join(projectFolder, '.local-org', 'cache');
  const { program, source } = preparePackage({
    projectFolder,
    cacheFolder,
    coverage: false,
    onStep: () => undefined
  });
  const handler = await ApexHandler.start({ program, schema: source.schema, access, shape });
  const transport = new WithoutApexTransport(lane, handler, rowsPerCall);
  return { transport, close: () => handler.close() };
}
