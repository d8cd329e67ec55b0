/** Shows a web page on this machine. */
export interface PageOpener {
  /** What keeps it from being shown, in words; undefined when it is. */
  open(url: string): Promise<string | undefined>
}
