import {join} from 'node:path'
import type {Plugin} from 'esbuild'
import {scenarioFiles, scenarioNames} from '../../packages/sandbox/src/scenario-files.ts'
import {sources} from './inputs.ts'

/** Puts the sandbox's scenarios into the bundle, so that what ships reads no YAML. */
export const scenarioData: Plugin = {
  name: 'scenarios',
  setup({onLoad}) {
    onLoad({filter: /[\\/]sandbox[\\/]src[\\/]scenario-files\.ts$/}, () => {
      const all = Object.fromEntries(scenarioNames().map((name) => [name, scenarioFiles(name)]))
      // A text that is parsed when it is asked for costs a start nothing but its bytes.
      const text = JSON.stringify(JSON.stringify(all))
      return {
        loader: 'js',
        contents: `let all
const read = () => (all ??= JSON.parse(${text}))
export const scenarioNames = () => Object.keys(read())
export const scenarioFiles = (name) => (Object.hasOwn(read(), name) ? read()[name] : undefined)
`,
      }
    })
  },
}

/** Files the plugin reads, for the stamp of the build. */
export const scenarioInputs = (root: string): string[] =>
  sources(join(root, 'packages/sandbox/scenarios'), '**/*.*').map((file) =>
    join(root, 'packages/sandbox/scenarios', file),
  )
