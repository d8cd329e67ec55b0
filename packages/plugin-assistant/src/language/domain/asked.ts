import {changes, linesOf} from './changes.ts'
import type {Understanding, Vocabulary} from './intent.ts'
import {asksOnly, isQuestion} from './reservation.ts'
import {open} from './rules/answer.ts'

/** A question about a change is answered with how it would be asked for; undefined where there is no change in it. */
export function toldHow(
  utterance: string,
  vocabulary: Vocabulary,
  understand: (utterance: string, vocabulary: Vocabulary) => Understanding,
): Understanding | undefined {
  const plain = utterance.replaceAll(gerunds, (all) => verbOfGerund[all.toLowerCase()] ?? all)
  const start = plain.toLowerCase().search(changeVerbs)
  if (start <= 0) return undefined
  const core = plain
    .slice(start)
    .replace(aside, '')
    .replace(/[?!.\s]+$/, '')
  const meant = isQuestion(core) ? undefined : understand(core, vocabulary)
  if (meant?.kind !== 'calls' || !meant.calls.some((call) => changes(call, vocabulary))) return undefined
  const previews = linesOf(meant.calls, vocabulary).map((line) => `see what it would do: ${line} --dry-run`)
  return open(asksOnly, [...previews, `to have it done, say: ${core}`], meant.topics)
}

const changeVerbs =
  /(?<![\w-])(?:scale|resize|delete|remove|stop|restart|deploy|promote|abort|roll back|rollback|undo|autoscale|update|wake|destroy|kill|drop)(?![\w-])/
const verbOfGerund: Readonly<Record<string, string>> = {
  scaling: 'scale',
  deleting: 'delete',
  removing: 'remove',
  stopping: 'stop',
  restarting: 'restart',
  deploying: 'deploy',
  promoting: 'promote',
}
const gerunds = new RegExp(`(?<![\\w-])(?:${Object.keys(verbOfGerund).join('|')})(?![\\w-])`, 'gi')
/** What a question says of a change besides the change. */
const aside =
  /\s+(?:without .*|a (?:good|bad) idea.*|safe(?:ly)?.*|lose .*|save .*|help.*|hurt.*|break.*|cost .*|take .*|affect .*|do)[?!.\s]*$/i
