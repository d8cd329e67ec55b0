import {pluginFolder} from './plugin-index.ts'
import {caps} from './signed-files.ts'

/** Files of the published tree, each `.json` beside its `.json.sig`. */
export const treePath = {
  root: (version: number): string => `root/${version}.json`,
  index: (serial: number): string => `index/${serial}.json`,
  timestamp: 'timestamp.json',
  archive: (name: string, version: string): string => `artifacts/${pluginFolder(name)}/${version}.tgz`,
} as const

const kinds: readonly {readonly form: RegExp; readonly cap: number}[] = [
  {form: /^root\/[1-9]\d{0,5}\.json$/, cap: caps.root},
  {form: /^timestamp\.json$/, cap: caps.timestamp},
  {form: /^index\/\d{1,15}\.json$/, cap: caps.index},
  {form: /^(root\/[1-9]\d{0,5}|timestamp|index\/\d{1,15})\.json\.sig$/, cap: caps.signature},
  {form: /^artifacts\/[a-z0-9][a-z0-9._+-]{0,250}\/[0-9][0-9A-Za-z.+-]{0,100}\.tgz$/, cap: caps.artifact},
]

/** The largest size of a file of the tree by its path; undefined for a path that no tree has. */
export const capOf = (path: string): number | undefined => kinds.find(({form}) => form.test(path))?.cap
