import {pluginFolder} from '@ome/installer/registry/plugin-index'
import {commandFiles, coverageTest} from '../../packages/host/src/authoring/command-files.ts'
import {contractOf, registryFiles} from '../../packages/host/src/authoring/plugin-files.ts'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The files of a new plugin of this repository, by path: as elsewhere, with the scripts of all packages here. */
export function pluginFiles(topic: string, sdk: string): ReadonlyMap<string, string> {
  const folder = `packages/plugin-${topic}`
  const name = `@ome/plugin-${topic}`
  const [[, plugin = ''] = []] = registryFiles({name, topic, sdk})
  return new Map([
    [
      `${folder}/package.json`,
      json({
        name,
        version: '0.1.0',
        description: `What ${topic} is for, in one line`,
        type: 'module',
        license: 'Apache-2.0',
        engines: {node: '>=22.19'},
        scripts: {
          check: 'biome check --error-on-warnings . && tsc -p ../..',
          test: 'mocha --config ../../.mocharc.package.json',
          golden: 'OME_GOLDEN=1 mocha --config ../../.mocharc.package.json',
          fix: 'biome check --write .',
        },
        ...contractOf({topic, sdk}),
      }),
    ],
    [
      `${folder}/README.md`,
      `# ${name}

What it is for, and for whom.

\`\`\`sh
ome plugin install ${topic}
ome ${topic} show
\`\`\`
`,
    ],
    [
      `.changeset/plugin-${topic}.md`,
      `---\n'${name}': minor\n---\n\nShow how many pods are in each phase: \`ome ${topic} show\`.\n`,
    ],
    [`registry/plugins/${pluginFolder(name)}/plugin.yaml`, plugin.replace(/^#.*\n/, '').replaceAll('YOUR-NAME', 'ome')],
    ...[...commandFiles([topic, 'show']), coverageTest()].map(([path, text]): [string, string] => [
      `${folder}/${path}`,
      text,
    ]),
  ])
}
