import {kaitoNounOf} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'

/** KAITO chooses GPUs by instance types, and no runtimes: what fits and what it costs is another command's. Throws `usage`. */
export function refuseKaito([word = '', name]: readonly (string | undefined)[]): void {
  const [typed = '', rest = name] = word.split('/', 2)
  const noun = kaitoNounOf(typed)
  if (noun === undefined || rest === undefined) return
  throw new OmeError(
    'usage',
    `optimize knows services of OME: the speed of a ${noun} of KAITO on other machines is not known`,
    [
      `machines that hold its model, and what they cost: ome cost optimize ${noun} ${rest} --alternatives`,
      `what it makes now: ome metrics ${noun} ${rest}`,
    ],
  )
}
