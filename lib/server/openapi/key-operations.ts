import {
  addedKeySchema,
  editedKeySchema,
  importedKeysSchema,
  namedKeySchema,
  rolledKeySchema,
} from '@/lib/contract/deeds'
import {
  addKeySchema,
  changeKeySchema,
  importSchema,
  keySelectionSchema,
  keySettingsViewSchema,
} from '@/lib/contract/key'
import { keyDetailSchema } from '@/lib/contract/key-detail'
import { bulkAnswerSchema, changeKeysSchema, rollSecretSchema } from '@/lib/contract/key-edit'
import { keyEventPageSchema, listKeyEventsSchema } from '@/lib/contract/key-event'
import { keyPageInputSchema, keyPageSchema, matchingKeysInputSchema, matchingKeysSchema } from '@/lib/contract/key-page'
import { keyPreviewSchema, previewKeysSchema } from '@/lib/contract/key-preview'
import { examinationSchema, testedSecretsSchema, testSecretsSchema } from '@/lib/contract/key-test'
import { removedKeysInputSchema, removedKeysSchema } from '@/lib/contract/removed-keys'
import { resetAnswerSchema, resetInputSchema } from '@/lib/contract/reset'
import { resetPreviewSchema } from '@/lib/contract/reset-preview'
import { statusSchema } from '@/lib/contract/status'
import { statusInputSchema } from '@/lib/control/status'
import { admin, type Operation } from './operation'

const testedKeySchema = namedKeySchema.extend(examinationSchema.shape)

/** What can be asked of keys, and done to them. */
export const KEY_OPERATIONS: readonly Operation[] = [
  admin('Keys', 'GET api-keys/status', 'admin', 'The live state of every key.', statusInputSchema, statusSchema),
  admin(
    'Keys',
    'POST api-keys/reset',
    'admin',
    'Ends rests and rejections: of a service, of keys, or of all.',
    resetInputSchema,
    resetAnswerSchema,
  ),
  admin(
    'Keys',
    'GET api-keys/reset/preview',
    'viewer',
    'What a reset would end.',
    resetInputSchema,
    resetPreviewSchema,
  ),
  admin('Keys', 'GET keys', 'viewer', 'A page of keys, found, filtered and sorted.', keyPageInputSchema, keyPageSchema),
  admin('Keys', 'POST keys', 'admin', 'Adds one key.', addKeySchema, addedKeySchema),
  admin(
    'Keys',
    'GET keys/matching',
    'viewer',
    'The ids of all keys that match.',
    matchingKeysInputSchema,
    matchingKeysSchema,
  ),
  admin(
    'Keys',
    'GET keys/{keyId}',
    'viewer',
    'One key with everything its page shows.',
    keySelectionSchema,
    keyDetailSchema,
  ),
  admin(
    'Keys',
    'PATCH keys/{keyId}',
    'admin',
    'Changes one key; absent fields stay.',
    changeKeySchema,
    editedKeySchema,
  ),
  admin(
    'Keys',
    'DELETE keys/{keyId}',
    'admin',
    'Removes one key; it can be restored for 30 days.',
    keySelectionSchema,
    editedKeySchema,
  ),
  admin(
    'Keys',
    'GET keys/{keyId}/settings',
    'viewer',
    'What an operator said of a key.',
    keySelectionSchema,
    keySettingsViewSchema,
  ),
  admin(
    'Keys',
    'POST keys/{keyId}/disable',
    'admin',
    'Takes a key out of rotation.',
    keySelectionSchema,
    editedKeySchema,
  ),
  admin('Keys', 'POST keys/{keyId}/enable', 'admin', 'Puts a disabled key back.', keySelectionSchema, editedKeySchema),
  admin(
    'Keys',
    'POST keys/{keyId}/reset',
    'admin',
    'Ends the rests and the rejection of one key.',
    resetInputSchema,
    resetAnswerSchema,
  ),
  admin(
    'Keys',
    'POST keys/{keyId}/restore',
    'admin',
    'Brings a removed key back.',
    keySelectionSchema,
    editedKeySchema,
  ),
  admin(
    'Keys',
    'POST keys/{keyId}/test',
    'admin',
    'Asks its upstream by the free probe whether it is alive.',
    keySelectionSchema,
    testedKeySchema,
  ),
  admin('Keys', 'POST keys/{keyId}/secret', 'admin', 'Gives a key another secret.', rollSecretSchema, rolledKeySchema),
  admin(
    'Keys',
    'POST keys/test',
    'admin',
    'Asks upstreams about secrets that are not kept yet.',
    testSecretsSchema,
    testedSecretsSchema,
  ),
  admin('Keys', 'POST keys/preview', 'admin', 'What importing a text would do.', previewKeysSchema, keyPreviewSchema),
  admin('Keys', 'POST keys/import', 'admin', 'Adds many keys.', importSchema, importedKeysSchema),
  admin('Keys', 'POST keys/bulk', 'admin', 'One change to many keys.', changeKeysSchema, bulkAnswerSchema),
  admin('Keys', 'POST keys/bulk/preview', 'admin', 'What that change would do.', changeKeysSchema, bulkAnswerSchema),
  admin(
    'Keys',
    'GET keys/removed',
    'viewer',
    'Removed keys that can be restored.',
    removedKeysInputSchema,
    removedKeysSchema,
  ),
  admin(
    'Keys',
    'GET key-events',
    'viewer',
    'Rests, outs and returns, by key or service.',
    listKeyEventsSchema,
    keyEventPageSchema,
  ),
]
