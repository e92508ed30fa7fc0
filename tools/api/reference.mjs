/**
 * Makes the API reference of one package: typedoc reads the types and doc comments behind its door (`src/index.ts`) and writes one Markdown
 * page.
 *
 * typedoc works on a TypeScript compiler that the workspace no longer has, hence it comes from a project of its own: see ../release/provide.mjs. It wants
 * the packages below this one to be built, as it follows their types like any user's compiler.
 *
 * Its warnings are what makes the page worth reading: something public without a word about it, a type in a signature that no reader can
 * import, a link to nothing. Generated protobuf code is left out of that, as are the parts of types without a name.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importReleaseTool, RELEASE_TOOLS } from '../release/provide.mjs';

const DECLARATIONS = ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Enum', 'Method', 'CallSignature'];
const NOT_OURS = /\/src\/gen\/|\.__type\b/;
const LAYOUT = {
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  readme: 'none',
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  excludeExternals: true,
  useCodeBlocks: true,
  sort: ['kind', 'alphabetical'],
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  propertyMembersFormat: 'table',
  tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true, hideDefaults: true },
};

/**
 * Returns `{ markdown, complaints }`. `thorough` packages must describe each property, too. `scratch` is a directory for typedoc to
 * write into.
 */
export async function apiReference({ folder, thorough }, scratch) {
  const { Application, Logger, LogLevel } = await importReleaseTool('typedoc/dist/index.js');
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const app = await Application.bootstrapWithPlugins({
    ...LAYOUT,
    name,
    plugin: [join(RELEASE_TOOLS, 'node_modules/typedoc-plugin-markdown/dist/index.js')],
    logLevel: 'Warn',
    basePath: folder,
    tsconfig: join(folder, 'tsconfig.json'),
    entryPoints: [join(folder, 'src/index.ts')],
    blockTags: ['@generated', '@param', '@returns', '@throws'],
    validation: { notExported: true, notDocumented: true, invalidLink: true },
    requiredToBeDocumented: thorough ? [...DECLARATIONS, 'Property'] : DECLARATIONS,
    packagesRequiringDocumentation: [name],
  });
  const complaints = [];
  app.logger = new (class extends Logger {
    log(message, level) {
      if (level >= LogLevel.Warn && !NOT_OURS.test(message)) complaints.push(message);
    }
  })();
  const project = await app.convert();
  if (project === undefined) return { markdown: '', complaints };
  app.validate(project);
  app.options.setValue('out', scratch);
  await app.generateOutputs(project);
  return { markdown: readFileSync(join(scratch, 'index.md'), 'utf8'), complaints };
}
