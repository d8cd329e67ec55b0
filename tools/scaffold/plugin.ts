import {commandFiles} from './command.ts'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The files of a new plugin with one command, all layers and their tests. */
export function pluginFiles(name: string): ReadonlyMap<string, string> {
  const folder = `packages/plugin-${name}`
  return new Map([
    [
      `${folder}/package.json`,
      json({
        name: `@ome/plugin-${name}`,
        version: '0.1.0',
        description: `What ${name} is for, in one line`,
        type: 'module',
        license: 'Apache-2.0',
        engines: {node: '>=22.19'},
        scripts: {
          check: 'biome check --error-on-warnings . && tsc -p ../..',
          test: 'mocha --config ../../.mocharc.package.json',
          golden: 'OME_GOLDEN=1 mocha --config ../../.mocharc.package.json',
          fix: 'biome check --write .',
        },
        files: ['dist', 'oclif.manifest.json', 'README.md'],
        oclif: {
          commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'},
          topicSeparator: ' ',
        },
        ome: {hostApi: '^0.1.0', topics: [{name}]},
        peerDependencies: {'@ome/sdk': '^0.1.0'},
      }),
    ],
    [
      `${folder}/README.md`,
      `# @ome/plugin-${name}

What it is for, and for whom.

\`\`\`sh
ome plugin install ${name}
ome ${name} show
\`\`\`
`,
    ],
    [
      `.changeset/plugin-${name}.md`,
      `---\n'@ome/plugin-${name}': minor\n---\n\nShow how many pods are in each phase: \`ome ${name} show\`.\n`,
    ],
    ...commandFiles(name, [name, 'show']),
  ])
}
