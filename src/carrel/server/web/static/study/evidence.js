// @ts-check
/** What the school is told of a learner's study: each message as the learner API knows it. */

import { read, uuid, write } from "./kept.js";

/**
 * Who studies what.
 * @typedef {{learner: string, course: string, item: string, slug?: string, video?: string}} Subject
 */
/**
 * One request, to be made now or later. Of messages on one item the lowest rank goes first; one with the name
 * of an earlier one takes its place; after `until` (epoch ms) it is of no use.
 * @typedef {{name: string, item: string, rank: number, at: number, until?: number, method: string, path: string,
 *   headers: Record<string, string>, body: string}} Message
 */

const BEAT =
  "mutation LearningHours_SendEvent($input: LearningHours_SendEventInput!) {\n" +
  "  LearningHours_SendEvent(input: $input) {\n" +
  "    ... on LearningHours_SendEventSuccess {\n      id\n      __typename\n    }\n" +
  "    ... on LearningHours_SendEventError {\n      message\n      __typename\n    }\n" +
  "    __typename\n  }\n}\n";
const WRITING = {
  accept: "*/*",
  "content-type": "application/json; charset=UTF-8",
  "x-coursera-application": "ondemand",
  "x-requested-with": "XMLHttpRequest",
};
const ASKING = {
  accept: "application/json",
  "content-type": "application/json",
  "apollographql-client-name": "ondemand",
  "operation-name": "LearningHours_SendEvent",
};
/** A view that began longer ago (ms) is opened by what follows instead. */
const PLAY_LASTS = 5_000;

/** A view begins. @param {Subject} subject @returns {Message} */
export function played(subject) {
  return { ...videoEvent(subject, "play", 0), until: Date.now() + PLAY_LASTS };
}

/** The player came to the end. @param {Subject} subject @returns {Message} */
export function ended(subject) {
  return videoEvent(subject, "ended", 3);
}

/** The player stands here (ms). @param {Subject} subject @param {number} position @returns {Message} */
export function progressed(subject, position) {
  const key = `${subject.learner}~${subject.course}~${subject.video}`;
  return {
    name: `progress.${key}`,
    item: subject.item,
    rank: 2,
    at: Date.now(),
    method: "PUT",
    path: `/api/onDemandVideoProgresses.v1/${key}`,
    headers: WRITING,
    body: JSON.stringify({ videoProgressId: key, viewedUpTo: position }),
  };
}

/**
 * The learner has studied for `duration` (1 to 30,000 ms) until now.
 * @param {Subject} subject @param {number} duration @param {"LECTURE" | "READING"} activity @returns {Message}
 */
export function studied(subject, duration, activity) {
  const at = Date.now();
  const heartbeat = {
    courseId: subject.course,
    eventPlatform: "WEB",
    userActionType: activity === "LECTURE" ? "VIDEO_IS_PLAYING" : "MOUSE_MOVEMENT",
    durationMilliSeconds: duration,
    eventOs: platform(),
    clientDateTime: new Date(at).toISOString(),
    deviceId: device(),
    itemDetails: { itemId: subject.item, learnerActivityType: activity },
    courseBranchId: `branch~${subject.course}`,
  };
  const operation = {
    operationName: "LearningHours_SendEvent",
    variables: { input: { heartbeat } },
    query: BEAT,
  };
  return {
    name: `beat.${uuid()}`,
    item: subject.item,
    rank: 1,
    at,
    method: "POST",
    path: "/graphql-gateway?opname=LearningHours_SendEvent",
    headers: ASKING,
    body: JSON.stringify([operation]),
  };
}

/** @param {Subject} subject @param {string} event @param {number} rank @returns {Message} */
function videoEvent({ learner, slug, item }, event, rank) {
  const course = encodeURIComponent(slug ?? "");
  return {
    name: `${event}.${uuid()}`,
    item,
    rank,
    at: Date.now(),
    method: "POST",
    path: `/api/opencourse.v1/user/${learner}/course/${course}/item/${item}/lecture/videoEvents/${event}?autoEnroll=false`,
    headers: WRITING,
    body: '{"contentRequestBody":{}}',
  };
}

function platform() {
  const agent = /** @type {{userAgentData?: {platform?: string}}} */ (/** @type {unknown} */ (navigator));
  return agent.userAgentData?.platform || "unknown";
}

function device() {
  const known = read("device") ?? uuid();
  write("device", known);
  return known;
}
