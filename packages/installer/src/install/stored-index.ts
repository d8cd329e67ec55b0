import {isOmeError} from '@ome/sdk/errors'
import {openCopy, readCopy} from '../registry/copy.ts'
import type {Found} from './found-plugin.ts'
import {isPermitted} from './permitted-registry.ts'
import {ownerOf} from './resolve.ts'
import type {Workbench} from './workbench.ts'

/** A plugin by the index that was fetched last, as of that day; undefined where there is none. Nothing is fetched. */
export function storedPlugin(bench: Workbench, name: string): Found | undefined {
  const source = ownerOf(bench.registries, name, ({id}) => isPermitted(bench, id))
  if (source === undefined) return undefined
  try {
    const copy = readCopy(bench.data, source)
    const opened = copy.fetchedAt && openCopy(copy, {now: copy.fetchedAt})
    const plugin = opened?.index.plugins.find((one) => one.name === name)
    if (opened === undefined || plugin === undefined) return undefined
    return {registry: {source, root: copy.root, index: opened.index, expires: opened.timestamp.expires}, plugin}
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}
