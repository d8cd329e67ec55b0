import {requirePageName, requireWritable, writeReport} from '@ome/report-page/report-file'
import type {Context} from '@ome/sdk/context'

/** Files of the person's, named from the folder the command was typed in. */
export interface ReportFiles {
  /** Whether a file, and a page of HTML, can go there. */
  requireWritable(path: string, isPage?: boolean): void
  write(path: string, text: string): void
}

export const reportFiles = ({cwd}: Pick<Context, 'cwd'>): ReportFiles => ({
  requireWritable(path, isPage) {
    requireWritable(cwd, path)
    if (isPage) requirePageName(path)
  },
  write: (path, text) => writeReport(cwd, path, text),
})
