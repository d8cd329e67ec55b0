import {globalFlagRows, globalSwitches} from '@ome/sdk/flag-rows'
import type {FlagRow} from './plugin-manifest.ts'

/** What every command takes, as the manifest of a plugin in TypeScript has it. The index and other manifests leave it out. */
export const commonFlags: Readonly<Record<string, FlagRow>> = Object.fromEntries(
  Object.entries(globalFlagRows).map(([name, row]) => [
    name,
    {...row, name, type: globalSwitches.has(name) ? 'boolean' : 'option'},
  ]),
)
