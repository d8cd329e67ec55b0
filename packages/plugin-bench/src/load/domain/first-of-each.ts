/** Says each text the first time only: what goes wrong with one request goes wrong with the next thousand. */
export function firstOfEach(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (said.has(text)) return
    said.add(text)
    say(text)
  }
}
