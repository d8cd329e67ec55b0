import {plain} from '@ome/sdk/text'
import type {RunLine} from '../domain/run.ts'

/** A line as it was written, behind its stage where several are shown. */
export const runLine = ({stage, text}: RunLine, isSeveral: boolean): string =>
  isSeveral ? `[${stage}] ${plain(text)}` : plain(text)
