import type {Context} from '@ome/sdk/context'
import type {AccessReview} from './domain/action.ts'
import {accessReview} from './kube/access-review.ts'

export const accessReviewOf = async (context: Context): Promise<AccessReview> => accessReview(await context.kube())
