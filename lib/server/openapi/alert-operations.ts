import {
  changeChannelSchema,
  changedChannelSchema,
  channelListSchema,
  channelSelectionSchema,
  channelTestedSchema,
  channelViewSchema,
  deliveryListSchema,
  newChannelSchema,
  removedChannelSchema,
} from '@/lib/contract/alert-channels'
import { alertRulesAnswerSchema, changeAlertRulesSchema, serviceAlertRulesSchema } from '@/lib/contract/alert-rules'
import {
  alertPageSchema,
  alertQuestionSchema,
  alertSelectionSchema,
  alertViewSchema,
  snoozedAlertSchema,
  snoozeSchema,
} from '@/lib/contract/alerts'
import { nothingSchema } from '@/lib/contract/token'
import { warningsInputSchema, warningsSchema } from '@/lib/contract/warnings'
import { admin, type Operation } from './operation'

/** What is wrong, who is told, and when. */
export const ALERT_OPERATIONS: readonly Operation[] = [
  admin('Alerts', 'GET alerts', 'viewer', 'Alerts of one state.', alertQuestionSchema, alertPageSchema),
  admin(
    'Alerts',
    'POST alerts/acknowledge',
    'admin',
    'Says that somebody has seen it.',
    alertSelectionSchema,
    alertViewSchema,
  ),
  admin(
    'Alerts',
    'POST alerts/snooze',
    'admin',
    'Keeps an alert quiet until an instant.',
    snoozeSchema,
    snoozedAlertSchema,
  ),
  admin(
    'Alerts',
    'GET alerts/deliveries',
    'viewer',
    'Whom an alert was told.',
    alertSelectionSchema,
    deliveryListSchema,
  ),
  admin(
    'Alerts',
    'GET alerts/channels',
    'viewer',
    'The ways on which people hear of alerts.',
    nothingSchema,
    channelListSchema,
  ),
  admin('Alerts', 'POST alerts/channels', 'admin', 'Adds a channel.', newChannelSchema, channelViewSchema),
  admin(
    'Alerts',
    'PATCH alerts/channels/{channelId}',
    'admin',
    'Changes a channel; absent fields stay.',
    changeChannelSchema,
    changedChannelSchema,
  ),
  admin(
    'Alerts',
    'DELETE alerts/channels/{channelId}',
    'admin',
    'Removes a channel; it can be had back for 30 days.',
    channelSelectionSchema,
    removedChannelSchema,
  ),
  admin(
    'Alerts',
    'POST alerts/channels/{channelId}/test',
    'admin',
    'Sends a test on a channel.',
    channelSelectionSchema,
    channelTestedSchema,
  ),
  admin('Alerts', 'GET alerts/rules', 'viewer', 'When alerts are raised.', nothingSchema, alertRulesAnswerSchema),
  admin(
    'Alerts',
    'PATCH alerts/rules',
    'admin',
    'Changes when a service raises alerts; null goes back.',
    changeAlertRulesSchema,
    serviceAlertRulesSchema,
  ),
  admin('Alerts', 'GET warnings', 'viewer', 'Configuration that can never serve.', warningsInputSchema, warningsSchema),
]
