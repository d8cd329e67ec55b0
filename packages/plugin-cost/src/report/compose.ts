import {requirePageName, requireWritable, writeReport} from '@ome/report-page/report-file'
import type {Context} from '@ome/sdk/context'

/** A page that a person named: it can be written, or is refused before anything is read. */
export function pageFile({cwd}: Pick<Context, 'cwd'>, path: string | undefined): PageFile | undefined {
  if (path === undefined) return undefined
  requireWritable(cwd, path)
  requirePageName(path)
  return {path, write: (text) => writeReport(cwd, path, text)}
}

export interface PageFile {
  readonly path: string
  write(text: string): void
}
