// The import table of docs/design.md ("Who may import whom"), enforced. A row lists what a folder may import; all else fails.
const table = {
  '^shared/base/': [],
  '^shared/log/': ['^shared/base/', '^shared/log/'],
  '^shared/protocol/': ['^shared/base/', '^shared/protocol/'],
  '^shared/redact/': ['^shared/(base|log|protocol|redact)/'],
  '^shared/model/': ['^shared/(base|log|protocol|model)/'],
  '^shared/capture/': ['^shared/base/', '^shared/capture/', '^shared/log/entry\\.ts$'],
  '^shared/wire/': ['^shared/base/', '^shared/wire/', '^shared/log/(entry|guard)\\.ts$'],
  '^shared/view/': ['^shared/(base|log|model|view)/', '^shared/protocol/types\\.ts$', '^shared/wire/feeds?\\.ts$'],
  '^extension/page/': ['^extension/page/', '^shared/(base|capture|wire)/'],
  '^extension/(content|background)/': ['^extension/(content|background)/', '^shared/(base|wire)/'],
  '^extension/devtools/': ['^extension/devtools/'],
  '^extension/panel/': ['^extension/panel/', '^shared/(base|log|model|wire|view)/'],
  '^inspector/log/': ['^inspector/log/', '^shared/(base|log|redact|model)/', '^shared/protocol/types\\.ts$'],
  '^inspector/cli/': [
    '^inspector/(cli|log)/',
    '^shared/(base|log|redact|model)/',
    '^shared/protocol/types\\.ts$',
    '^shared/view/story/line-words\\.ts$',
  ],
  '^inspector/viewer/': ['^inspector/viewer/', '^shared/(base|log|model|wire|view)/'],
  '^inspector/overlay/': ['^inspector/overlay/', '^shared/(base|log|model|capture|wire|view)/'],
  '^inspector/server/': ['^inspector/server/', '^shared/base/', '^shared/protocol/(types|companion)\\.ts$'],
  '^inspector/[^/]+$': ['^inspector/', '^shared/'],
};
const notProduct = '\\.test\\.tsx?$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
    ...Object.entries(table).map(([from, allowed]) => ({
      name: `table ${from}`,
      severity: 'error',
      from: { path: from, pathNot: notProduct },
      to: { path: '^(shared|extension|inspector|tests|bench|examples)/', pathNot: [from, ...allowed] },
    })),
    {
      name: 'preact only in views',
      severity: 'error',
      from: { path: '^shared/', pathNot: ['^shared/view/', notProduct] },
      to: { path: 'node_modules/(preact|@preact)/' },
    },
    {
      name: 'polyfill only in the extension',
      severity: 'error',
      from: { pathNot: '^extension/' },
      to: { path: 'node_modules/webextension-polyfill/' },
    },
    {
      name: 'nothing from npm on the page side',
      severity: 'error',
      from: {
        path: '^(shared/(base|capture|wire)/|shared/log/(entry|guard)\\.ts$|extension/(page|content)/)',
        pathNot: notProduct,
      },
      to: { path: 'node_modules/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
