import {resolve} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'

/** Whole, or not at all. */
export const writeReport = (cwd: string, path: string, text: string): void => writeAtomic(resolve(cwd, path), text)
