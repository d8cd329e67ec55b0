import {requireWritable, writeReport} from '@ome/report-page/report-file'
import type {Context} from '@ome/sdk/context'

/** Files of the person's, named from the folder the command was typed in. */
export interface ReportFiles {
  requireWritable(path: string): void
  write(path: string, text: string): void
}

export const reportFiles = ({cwd}: Pick<Context, 'cwd'>): ReportFiles => ({
  requireWritable: (path) => requireWritable(cwd, path),
  write: (path, text) => writeReport(cwd, path, text),
})
