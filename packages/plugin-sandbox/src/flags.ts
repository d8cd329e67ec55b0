import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {isCodeFilter} from './domain/request-filter.ts'

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

/** An HTTP status such as `404`, or a class of them such as `4xx`. */
export const statusCode = Flags.custom<string>({
  async parse(input) {
    if (isCodeFilter(input)) return input
    throw new OmeError('usage', `invalid code "${input}"`, ['write it as 404 or 4xx'])
  },
})
