/** Why a controller does nothing for an object: told by an event of this reason alone, the status stays as it was. */
export class Refusal extends Error {
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}
