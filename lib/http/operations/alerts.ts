// Where people are told, and what Slack calls.
import { z } from 'zod';
import {
  alertRoutes,
  alertRoutesRequest,
  routePreview,
  routePreviewRequest,
} from '#lib/domain/alerts/routes.ts';
import { SMALL, type Operation } from './operation.ts';

const path = '/api/v1/alert-routes';
const form = 'application/x-www-form-urlencoded';

export const alertOperations = {
  readAlertRoutes: {
    method: 'get',
    path,
    may: 'administrator',
    tag: 'alerts',
    summary: 'Which letters are told where; as a document that can be set elsewhere',
    answers: { 200: alertRoutes },
  },
  setAlertRoutes: {
    method: 'put',
    path,
    may: 'administrator',
    tag: 'alerts',
    summary: 'Sets all routes anew, in their order. What waits for a channel that was wrong is tried again',
    body: alertRoutesRequest,
    maxBytes: 16 * SMALL,
    hasVersion: true,
    answers: { 200: alertRoutes },
  },
  previewAlertRoute: {
    method: 'post',
    path: `${path}/previews`,
    may: 'administrator',
    tag: 'alerts',
    summary:
      'What a route would post for the last ten letters that fit its query, saved or not; with post, one of them is posted for real',
    body: routePreviewRequest,
    maxBytes: 2 * SMALL,
    answers: { 200: routePreview },
  },
  slackInteraction: {
    method: 'post',
    path: '/api/slack/interactions',
    may: 'anyone',
    tag: 'alerts',
    summary:
      'Somebody pressed a button of a post. Signed by Slack (SLACK_SIGNING_SECRET); none is taken twice',
    upload: form,
    isSigned: true,
    answers: { 200: null },
  },
  slackCommand: {
    method: 'post',
    path: '/api/slack/commands',
    may: 'anyone',
    tag: 'alerts',
    summary: 'Somebody typed /letterthief. Signed as interactions are',
    upload: form,
    isSigned: true,
    answers: { 200: z.looseObject({ response_type: z.literal('ephemeral'), text: z.string() }) },
  },
} satisfies Record<string, Operation>;
