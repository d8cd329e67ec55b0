/** What is said out of courtesy around a request; the longest stands first where one begins another. */
const before = [
  'would you be (?:so kind|so good|kind enough|good enough) (?:as )?to',
  '(?:first|firstly|second|secondly|finally|next|also|afterwards)(?: of all)?',
  '(?:would|could|can) you (?:please |kindly )?(?:be so kind (?:as )?to|do me a favou?r (?:and|by))',
  "(?:it would|it'd) be (?:great|nice|lovely|good|cool|awesome|helpful) if you (?:could|would|can)",
  "(?:i'd|i would) (?:really )?(?:love|like|appreciate|be (?:glad|happy|grateful))(?: it)? if you (?:could|would|can)",
  "(?:i was |just |i am |i'm )?wondering (?:if|whether) you (?:could|would|can)",
  '(?:any chance|is there any chance|is it possible for you) (?:that )?(?:you (?:could|can)|to)',
  '(?:do you )?mind if you',
  '(?:would|do) you mind',
  'do me a favou?r (?:and|by)',
  '(?:please )?(?:go ahead and|feel free to|be a dear and|be so kind (?:as )?to|make sure to|be sure to|kindly)',
  "(?:i'd|i would) (?:really )?(?:like|love) (?:you )?to",
  '(?:i|we) (?:want|need|would like|wish)(?: you)? to(?! (?:know|learn|understand|see))',
  "(?:let's|lets|let us) (?:go ahead and |just )?",
  '(?:we|you) (?:should|need to|have to|must|gotta) (?:now )?(?=(?:scale|stop|restart|deploy|roll)\\b)',
  '(?:hey|hi|hello|ok|okay|so|well|alright|good (?:morning|afternoon|evening))(?: (?:ome|there|team|all|everybody|everyone))?[!.]?',
].map((text) => new RegExp(`^\\s*(?:please[ ,]+)?(?:${text})(?![\\w-])\\s*,?\\s*`, 'i'))

const behind =
  /[\s,;.!]*(?:(?:many )?thanks(?: (?:a (?:lot|bunch|million)|so much|very much|in advance|again))?|thank you(?: (?:so|very) much| in advance)?|(?:if you (?:please|don't mind|would be so kind))|as soon as possible|right away|at once|immediately|straight away|when you can|cheers|ta)[\s.!,]*$/i

/** An utterance without its courtesies. */
export function plainly(utterance: string): string {
  let text = utterance
  for (let round = 0; round < 4; round++) {
    const shorter = before.reduce((left, each) => left.replace(each, ''), text).replace(behind, '')
    if (shorter === text || shorter.trim() === '') break
    text = shorter
  }
  return text
}
