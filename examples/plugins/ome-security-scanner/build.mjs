// Bundles src/commands into dist/plugin.cjs and writes the manifest and the bill of materials.
import {buildPlugin} from '@ome/testkit/build/plugin'

await buildPlugin(import.meta.dirname)
