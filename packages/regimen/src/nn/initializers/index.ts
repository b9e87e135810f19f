/** The table of initializers: a new one is a file, a row here, and its rule in `read-initializer.ts`. */
import type { Factory } from '../technique-factory.ts'
import { constantInitializer, zerosInitializer } from './constant.ts'
import { heNormal, heTruncated, heUniform } from './he.ts'
import { identityInitializer } from './identity.ts'
import type { Initializer } from './initializer.ts'
import { lecunNormal, lecunTruncated, lecunUniform, textbookXavier } from './lecun.ts'
import { normalInitializer, truncatedNormalInitializer } from './normal.ts'
import { orthogonalInitializer } from './orthogonal.ts'
import type { initializerAliases } from './read-initializer.ts'
import { uniformInitializer } from './uniform.ts'
import { xavierNormal, xavierTruncated, xavierUniform } from './xavier.ts'

/** All initializers by name. */
export const initializers = {
  zeros: zerosInitializer,
  constant: constantInitializer,
  normal: normalInitializer,
  truncatedNormal: truncatedNormalInitializer,
  uniform: uniformInitializer,
  lecunNormal,
  lecunUniform,
  lecunTruncated,
  xavierNormal,
  xavierUniform,
  xavierTruncated,
  textbookXavier,
  heNormal,
  heUniform,
  heTruncated,
  orthogonal: orthogonalInitializer,
  identity: identityInitializer,
} satisfies { readonly [name: string]: Factory<Initializer> }

/** The name of an initializer in settings, or an alias of it. */
export type InitializerName = keyof typeof initializers | keyof typeof initializerAliases

export {
  chosenInitializer,
  initializerAliases,
  initializerConfig,
  initializerFromConfig,
  initializerNamed,
} from './read-initializer.ts'
