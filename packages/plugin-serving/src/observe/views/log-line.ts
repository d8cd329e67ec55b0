import {plain} from '@ome/sdk/text'
import type {LogLine} from '../domain/log-record.ts'

/** A log line for people: with the pod in front when there are several. What the line holds never steers a terminal. */
export const logLine = ({pod, text}: LogLine, several: boolean): string =>
  several ? `[${pod}] ${plain(text)}` : plain(text)
