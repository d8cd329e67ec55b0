import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'

const number = (name: string, isRight: (value: number) => boolean, hint: string) =>
  Flags.custom<number>({
    async parse(input) {
      const value = Number(input)
      if (input.trim() !== '' && isRight(value)) return value
      throw new OmeError('usage', `invalid ${name} "${input}"`, [hint])
    },
  })

/** A share above 0 and up to 1. */
export const share = number('share', (value) => value > 0 && value <= 1, 'write it as a number above 0 and up to 1')

/** A number above 0. */
export const amount = number('amount', (value) => value > 0 && Number.isFinite(value), 'write a number above 0')
