// Generated from server/Rpc/Protocol.cs and server/Control/{StatusReport,ModelStatus,HistoryStatus,HandoffReport}.cs: change those, not this file.
// Then: UPDATE_GENERATED=1 dotnet test tests/server --filter ProtocolMirror

/** A moment in ISO 8601 with its offset, as `new Date(…)` takes it. */
export type IsoTime = string;

/** What each request takes and returns. */
export interface Requests {
  readonly "initialize": { readonly params: InitializeParams; readonly result: InitializeResult };
  readonly "sidecar.status": { readonly params: undefined; readonly result: StatusReport };
  readonly "sidecar.switch": { readonly params: SwitchParams; readonly result: SwitchResult };
  readonly "sidecar.openWorkspace": { readonly params: OpenWorkspaceParams; readonly result: OpenWorkspaceResult };
  readonly "sidecar.sync": { readonly params: SyncParams; readonly result: SyncResult };
  readonly "sidecar.handoff": { readonly params: HandoffParams; readonly result: HandoffReport };
  readonly "sidecar.answer": { readonly params: AnswerParams; readonly result: AnswerResult };
  readonly "sidecar.feedback": { readonly params: FeedbackParams; readonly result: FeedbackResult };
  readonly "sidecar.editorState": { readonly params: EditorStateParams; readonly result: EditorStateResult };
}

/** What each notification of the sidecar carries. */
export interface Notifications {
  readonly "sidecar.quotaChanged": QuotaStatus;
  readonly "sidecar.routeChanged": RouteStatus;
  readonly "sidecar.backendsChanged": BackendsChangedParams;
  readonly "sidecar.questionChanged": QuestionChangedParams;
  readonly "sidecar.notice": NoticeParams;
  readonly "sidecar.log": LogParams;
}

/** What each notification of a client carries. */
export interface Announcements {
  readonly "sidecar.powerState": PowerStateParams;
}

/** Method names. Requests go to the sidecar; notifications come from it unless said otherwise. */
export const Methods = {
  /** First request of a link: {@link InitializeParams} → {@link InitializeResult}. */
  initialize: "initialize",
  /** The whole state: no params → {@link StatusReport}. */
  status: "sidecar.status",
  /** Pins the route or releases it: {@link SwitchParams} → {@link SwitchResult}. */
  switch: "sidecar.switch",
  /** Names the folders that an editor has open: {@link OpenWorkspaceParams} → {@link OpenWorkspaceResult}. */
  openWorkspace: "sidecar.openWorkspace",
  /** Writes, shows or removes our keys in a folder's settings: {@link SyncParams} → {@link SyncResult}. */
  sync: "sidecar.sync",
  /** The context that another model gets of a session: {@link HandoffParams} → {@link HandoffReport}. */
  handoff: "sidecar.handoff",
  /** Answers the question whether another provider may answer: {@link AnswerParams} → {@link AnswerResult}. */
  answer: "sidecar.answer",
  /** The user has judged a switch: {@link FeedbackParams} → {@link FeedbackResult}. */
  feedback: "sidecar.feedback",
  /** Tells what the editor shows of a folder: {@link EditorStateParams} → {@link EditorStateResult}. A state, sent anew when it changes; it goes with the link. */
  editorState: "sidecar.editorState",
  /** Notification: the quota changed: {@link QuotaStatus}. */
  quotaChanged: "sidecar.quotaChanged",
  /** Notification: the route changed: {@link RouteStatus}. */
  routeChanged: "sidecar.routeChanged",
  /** Notification: a backend changed: {@link BackendsChangedParams}. */
  backendsChanged: "sidecar.backendsChanged",
  /** Notification, to clients that can ask: a question is to be put to the user, or there is none any more: {@link QuestionChangedParams}. */
  questionChanged: "sidecar.questionChanged",
  /** Notification: something that the user should be told once: {@link NoticeParams}. */
  notice: "sidecar.notice",
  /** Notification: a line for the editor's log: {@link LogParams}. */
  log: "sidecar.log",
  /** Notification from the client, where it can tell: what the machine runs on: {@link PowerStateParams}. */
  powerState: "sidecar.powerState",
  /** Notification in both directions, of JSON-RPC's common extension: gives up a running request. */
  cancel: "$/cancelRequest",
} as const;

/** Why a request was not fulfilled. The message beside the code is one sentence for the user. */
export const ErrorCodes = {
  /** The frame holds no JSON. */
  parseError: -32700,
  /** The JSON is no request. */
  invalidRequest: -32600,
  /** There is no such method; the link lives on. */
  methodNotFound: -32601,
  /** The parameters do not fit the method. */
  invalidParams: -32602,
  /** The sidecar failed; its log says more. */
  internalError: -32603,
  /** The sidecar understood and refuses, or cannot: the message says what to do. */
  refused: -32001,
  /** The link has not been initialised. */
  notInitialized: -32002,
  /** The client gave the request up. */
  cancelled: -32800,
} as const;

/** Who asks, and what it understands. */
export interface InitializeParams {
  /** Name of the client: `vscode`, `neovim` … */
  readonly clientName: string;
  /** Its version. */
  readonly clientVersion: string;
  /** The contract's version that the client was made for; 1 today. */
  readonly protocolVersion: number;
  /** What the client can do: `notices`, `logs`, `questions`. */
  readonly capabilities?: readonly string[];
}

/** Who answers, and what it can do. */
export interface InitializeResult {
  /** Version of the sidecar. */
  readonly serverVersion: string;
  /** The contract's version that it speaks; 1 today. A client made for another says so to its user. */
  readonly protocolVersion: number;
  /** What it can do: `switch`, `sync`, `workspaces`, `notices`, `logs`, `questions`, `feedback`, `editorState`, `power`, `handoff`. */
  readonly capabilities: readonly string[];
  /** The whole state at this moment; later changes come as notifications. */
  readonly status: StatusReport;
}

/** Where to go. */
export interface SwitchParams {
  /** `auto`, `cloud`, `local`, or a provider's name. */
  readonly provider: string;
  /** One session only; null for all. */
  readonly session?: string | null;
}

/** Where it goes now. */
export interface SwitchResult {
  /** The route after the switch. */
  readonly route: RouteStatus;
}

/** Folders that an editor has open. */
export interface OpenWorkspaceParams {
  /** Absolute paths. */
  readonly folders: readonly string[];
}

/** Their keys. */
export interface OpenWorkspaceResult {
  /** One entry for each folder, in the same order. */
  readonly workspaces: readonly WorkspaceLink[];
}

/** How a folder's sessions reach the sidecar. */
export interface WorkspaceLink {
  /** The folder. */
  readonly folder: string;
  /** The value for `ANTHROPIC_BASE_URL`: `http://127.0.0.1:PORT/w/KEY`. */
  readonly baseUrl: string;
}

/** What to do with a folder's settings. */
export interface SyncParams {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** `apply`, `check` or `remove`. */
  readonly action: string;
}

/** What was done, or would be. */
export interface SyncResult {
  /** The settings file concerned. */
  readonly file: string;
  /** True when the file was changed, or would be. */
  readonly changed: boolean;
  /** One sentence for the user. */
  readonly message: string;
  /** The file's text before; null when there was none. */
  readonly before?: string | null;
  /** The file's text after; null when there is none. */
  readonly after?: string | null;
}

/** Whose context is asked for. */
export interface HandoffParams {
  /** Claude Code's session id; null for the one seen last. */
  readonly session?: string | null;
}

/** What the user said. */
export interface AnswerParams {
  /** The question's id. */
  readonly id: string;
  /** True lets the other provider answer until the limit ends; false gives Claude Code the limit, and the user is not asked again before it ends. */
  readonly go: boolean;
}

/** What became of the answer. */
export interface AnswerResult {
  /** False when the question was not open any more: somebody else has answered it, or the limit has ended. */
  readonly taken: boolean;
}

/** What the user thinks of a switch. */
export interface FeedbackParams {
  /** True for a thumb up. */
  readonly good: boolean;
  /** The id of the switch; null for the last one. */
  readonly switch?: string | null;
}

/** What became of it. */
export interface FeedbackResult {
  /** False when such a switch is not known any more. */
  readonly taken: boolean;
}

/** What the editor shows of a folder. */
export interface EditorStateParams {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** What is shown of it. Files that look secret do not belong here, and are not kept. */
  readonly state: EditorState;
}

/** What became of it. */
export interface EditorStateResult {
  /** False when the folder is not there: nothing was kept. */
  readonly taken: boolean;
}

/** What the machine runs on. */
export interface PowerStateParams {
  /** True for its battery: then nothing is read ahead of time. */
  readonly onBattery: boolean;
}

/** What the user is asked. */
export interface QuestionChangedParams {
  /** The question; null when there is none any more. */
  readonly question?: QuestionStatus | null;
}

/** Every provider. */
export interface BackendsChangedParams {
  /** In order of priority. */
  readonly backends: readonly BackendStatus[];
}

/** Something that the user should be told once for each episode. */
export interface NoticeParams {
  /** What happened, in kebab case: `switched-to-local`, `back-to-claude`, `quota-low`, `prompt-cut`, `local-down`. */
  readonly code: string;
  /** `info` or `warning`. */
  readonly level: string;
  /** One sentence, in English. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
}

/** A line for the editor's log. */
export interface LogParams {
  /** `trace`, `debug`, `info`, `warning`, `error`. */
  readonly level: string;
  /** The line. */
  readonly message: string;
}

/** The whole state in one value: `GET /v1/status`, `status --json` and the RPC all show this and nothing else. */
export interface StatusReport {
  /** Version of the running sidecar. */
  readonly version: string;
  /** Its process id. */
  readonly pid: number;
  /** Where it listens: `http://127.0.0.1:47600`. */
  readonly baseUrl: string;
  /** When it started. */
  readonly startedAt: IsoTime;
  /** Who answers now, and why. */
  readonly route: RouteStatus;
  /** The quota of the account seen last. */
  readonly quota: QuotaStatus;
  /** Every provider. */
  readonly backends: readonly BackendStatus[];
  /** Sessions seen, the latest first. */
  readonly sessions: readonly SessionStatus[];
  /** The last changes of backend, the latest first. */
  readonly switches: readonly SwitchStatus[];
  /** What the user is asked at this moment, with `handover.mode` set to `ask`; null for nothing. */
  readonly question?: QuestionStatus | null;
  /** What the history tells and suggests; null before it has been read. */
  readonly history?: HistoryStatus | null;
  /** What is wrong with the configuration file, while the old one is kept; null when nothing is. */
  readonly configurationError?: string | null;
}

/** Who answers now, and why. */
export interface RouteStatus {
  /** The provider that the next new turn goes to. */
  readonly provider: string;
  /** True when that provider is on the developer's own machine. */
  readonly local: boolean;
  /** The model that answers there; null when the requested one does. */
  readonly model?: string | null;
  /** What the user set: `auto`, `cloud`, `local`, or a provider's name. */
  readonly mode: string;
  /** A `RouteReason` in kebab case: `primary`, `quota-window` … */
  readonly reason: string;
  /** The reason as a sentence, in English. */
  readonly text: string;
  /** The reason as a sentence, in Chinese. */
  readonly textZh: string;
  /** Since when. */
  readonly since: IsoTime;
  /** When Claude is expected back; null when it answers or when nobody knows. */
  readonly until?: IsoTime | null;
}

/** The quota of the account seen last. */
export interface QuotaStatus {
  /** `unknown`, `allowed`, `allowed_warning` or `rejected`: the strictest of the windows. */
  readonly status: string;
  /** `headers`, `statusline`, or `none`. */
  readonly source: string;
  /** When the last reading was made; null before the first. */
  readonly readAt?: IsoTime | null;
  /** Every window known, the tightest first. */
  readonly windows: readonly WindowStatus[];
  /** Tokens used in a minute of work, of late; null when too little is known. */
  readonly tokensPerMinute?: TokenStatus | null;
}

/** Tokens used in a minute of work. */
export interface TokenStatus {
  /** Of prompts, what was not read from the cache: what counts against a limit of input tokens. */
  readonly input: number;
  /** Of prompts, what was read from the cache. */
  readonly cached: number;
  /** Generated. */
  readonly output: number;
}

/** One quota window. */
export interface WindowStatus {
  /** The wire's own name: `5h`, `7d`, `7d_oi`, `requests`, `input-tokens` … */
  readonly name: string;
  /** The one family of models that it binds: `opus`, `sonnet` …; null when it binds several or all. */
  readonly family?: string | null;
  /** Share used, 0 … 1. */
  readonly used: number;
  /** Share left, 0 … 1. */
  readonly left: number;
  /** When it resets; null when the wire did not say. */
  readonly resetsAt?: IsoTime | null;
  /** `allowed`, `allowed_warning`, `rejected`. */
  readonly status: string;
  /** Share used in an hour of work at the pace of late; null when too little is known. */
  readonly perHour?: number | null;
  /** When the window runs dry at the present pace; null when it lasts or when too little is known. */
  readonly runsDryAt?: IsoTime | null;
  /** It hardly runs dry earlier than this (one chance in ten); null when it lasts or when too little is known. */
  readonly runsDryEarliest?: IsoTime | null;
  /** It hardly runs dry later than this (one chance in ten); null when it may last or when too little is known. */
  readonly runsDryLatest?: IsoTime | null;
  /** Share that the next turn probably costs; null when too little is known. */
  readonly nextTurn?: number | null;
  /** True when enough was seen to act on the forecast; else the pace is the average since the window began. */
  readonly confident?: boolean;
  /** Where the numbers came from: `headers`, `statusline`, or `none`. */
  readonly source?: string;
  /** When they were read. */
  readonly readAt?: IsoTime | null;
}

/** One provider. */
export interface BackendStatus {
  /** Its name. */
  readonly name: string;
  /** `anthropic`, `openai`, `ollama`, `auto`. */
  readonly dialect: string;
  /** Where it is. */
  readonly baseUrl: string;
  /** True for one on the developer's own machine. */
  readonly local: boolean;
  /** `unknown`, `ready`, `limited` (quota), `down`. */
  readonly state: string;
  /** Why it is not ready, as a sentence in English; null when it is. */
  readonly detail?: string | null;
  /** The same in Chinese, where there is such a sentence. */
  readonly detailZh?: string | null;
  /** Until when it is left alone; null when it is not. */
  readonly until?: IsoTime | null;
  /** The model it answers with; null when the requested one. */
  readonly model?: string | null;
  /** Its window in tokens, where known. */
  readonly contextWindow?: number | null;
  /** The make of its server: `ollama`, `lmstudio`, `llama-server` …; null where it is not known. */
  readonly kind?: string | null;
  /** The same as people read it, with the version where that is known: `Ollama 0.33.0`. */
  readonly server?: string | null;
  /** Where its server was found; null before it was, and where nobody looks for it. */
  readonly address?: string | null;
  /** What of a session's prompt it has read ahead of time; null where nothing is read so. */
  readonly warm?: WarmStatus | null;
  /** What is to be said of the model, what makes it unfit for Claude Code first; null where nothing is. */
  readonly remarks?: readonly RemarkStatus[] | null;
  /** Every model of its server; only `GET /providers` tells them. */
  readonly models?: readonly ModelStatus[] | null;
}

/** What of a session's prompt a model on this machine has read ahead of time, so that a switch need not wait for it. */
export interface WarmStatus {
  /** `cold`, `warming` or `warm`. */
  readonly state: string;
  /** Why it is so, or why nothing more is done, in kebab case: `quota-is-ample`, `on-battery`, `grown` … */
  readonly reason: string;
  /** The session; null for none. */
  readonly session?: string | null;
  /** Tokens of its prompt, by our estimate; 0 while nothing was read. */
  readonly tokens: number;
  /** When it was read; null while it was not. */
  readonly at?: IsoTime | null;
  /** The same as a sentence, in English. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
}

/** One session of Claude Code. */
export interface SessionStatus {
  /** Claude Code's session id. */
  readonly id: string;
  /** The folder it works in, where the workspace key told; null else. */
  readonly folder?: string | null;
  /** Who answered it last. */
  readonly provider: string;
  /** A pin for this session alone; null for none. */
  readonly pin?: string | null;
  /** Requests answered. */
  readonly requests: number;
  /** When it was seen last. */
  readonly lastSeenAt: IsoTime;
  /** How much of it another model gets, or would get; null where that is not known yet. */
  readonly context?: ContextStatus | null;
}

/** One change of backend. */
export interface SwitchStatus {
  /** Names it, where the user judges it. */
  readonly id?: string | null;
  /** When. */
  readonly at: IsoTime;
  /** The session that changed; null when all did. */
  readonly session?: string | null;
  /** Who answered before. */
  readonly from: string;
  /** Who answers since. */
  readonly to: string;
  /** A `RouteReason` in kebab case. */
  readonly reason: string;
  /** The reason as a sentence, in English. */
  readonly text: string;
  /** The reason as a sentence, in Chinese. */
  readonly textZh: string;
}

/** May somebody else answer while Claude cannot? A request may be waiting for the answer. */
export interface QuestionStatus {
  /** Names the question in the answer. */
  readonly id: string;
  /** Who would answer. */
  readonly provider: string;
  /** The question, in English. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
  /** When it was put last: a question that nobody answered in time is put again with the next request. */
  readonly askedAt: IsoTime;
  /** Until when a request waits. A later answer holds all the same, for those that follow. */
  readonly heldUntil: IsoTime;
  /** When Claude is expected back; null when nobody knows. */
  readonly until?: IsoTime | null;
}

/** One model of a server. */
export interface ModelStatus {
  /** The name to ask for. */
  readonly id: string;
  /** `loaded`, `unloaded`, `loading`, `sleeping`, `failed`, `unknown`. */
  readonly state: string;
  /** True for the one that would be asked. */
  readonly chosen: boolean;
  /** True when Claude Code can work with it as it is. */
  readonly fit: boolean;
  /** The window in tokens that a request would have; null = not known. */
  readonly contextWindow?: number | null;
  /** The window in tokens that it runs with now; null = not known. */
  readonly loadedContext?: number | null;
  /** The window in tokens that it was made for; null = not known. */
  readonly maxContext?: number | null;
  /** Whether it can call tools; null = not known. */
  readonly tools?: boolean | null;
  /** Whether it sees images; null = not known. */
  readonly vision?: boolean | null;
  /** Whether it can be told to think; null = not known. */
  readonly thinking?: boolean | null;
  /** True for one that runs elsewhere: what it is sent leaves the machine. */
  readonly remote: boolean;
  /** Its quantisation, in the server's words; null = not known. */
  readonly quantisation?: string | null;
  /** The number of its parameters, in the server's words; null = not known. */
  readonly parameters?: string | null;
  /** Its weights, in bytes; null = not known. */
  readonly bytes?: number | null;
  /** Its architecture; null = not known. */
  readonly architecture?: string | null;
  /** What is to be said of it. */
  readonly remarks: readonly RemarkStatus[];
}

/** Something that the user should know of a model. */
export interface RemarkStatus {
  /** What it is, in kebab case: `small-window`, `no-tools`, `embedding`, `remote`, `missing-model`, `not-loaded`, `prompt-cut` … */
  readonly code: string;
  /** True when it makes the model unfit for Claude Code. */
  readonly unfit: boolean;
  /** What it is, in English. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
  /** What to do, in English; null where nothing needs to be done. */
  readonly fix?: string | null;
  /** The same in Chinese. */
  readonly fixZh?: string | null;
}

/** What the history tells: how sessions fare before and after they are moved, and what it suggests. */
export interface HistoryStatus {
  /** Switches away from Claude that are over. */
  readonly switches: number;
  /** How those sessions fared in their last two hours before. */
  readonly before: SuccessStatus;
  /** How they fared afterwards. */
  readonly after: SuccessStatus;
  /** Switches that the user called good. */
  readonly liked: number;
  /** Switches that the user called bad. */
  readonly disliked: number;
  /** True when what is suggested is in force (`handover.learn`). */
  readonly learn: boolean;
  /** Other values for options. */
  readonly suggestions: readonly SuggestionStatus[];
  /** What is known, or what is lacking, as a sentence in English. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
  /** Lines of the history that could not be read: torn, foreign, or of a later version. */
  readonly unread?: number;
}

/** How sessions fared at one side of their switches. */
export interface SuccessStatus {
  /** Requests of conversations and agents. */
  readonly requests: number;
  /** Turns that began there, or were taken over. */
  readonly turns: number;
  /** The share of these that came to their end, 0 … 1; null without any. */
  readonly finished?: number | null;
  /** The share of requests that failed, 0 … 1; null without any. */
  readonly failed?: number | null;
  /** The share of tools' results that tell of an error, 0 … 1; null without any. */
  readonly toolErrors?: number | null;
}

/** Another value for one option. */
export interface SuggestionStatus {
  /** Its path: `handover.switchBelow`. */
  readonly option: string;
  /** What the user set. */
  readonly now: string;
  /** What is suggested. */
  readonly value: string;
  /** True when it is in force. */
  readonly applied: boolean;
  /** Why, in English. */
  readonly text: string;
  /** Why, in Chinese. */
  readonly textZh: string;
}

/** What an editor shows of a folder. */
export interface EditorState {
  /** The file that has the focus; null for none. */
  readonly activeFile?: ActiveFile | null;
  /** Absolute paths of the files that are open, the active one included. */
  readonly openEditors?: readonly string[];
  /** True when a file of the folder was saved since the last state. */
  readonly saved?: boolean;
}

/** The file that has the focus. */
export interface ActiveFile {
  /** Absolute path. */
  readonly path: string;
  /** The editor's name for its language: `csharp`, `typescript` … */
  readonly language?: string | null;
  /** The line of the cursor, from 1. */
  readonly line?: number;
  /** What is selected; null for nothing. */
  readonly selection?: EditorSelection | null;
  /** The first line that can be seen, from 1; null when not told. */
  readonly firstVisibleLine?: number | null;
  /** The last line that can be seen. */
  readonly lastVisibleLine?: number | null;
}

/** A selected piece of the active file. */
export interface EditorSelection {
  /** Its first line, from 1. */
  readonly startLine: number;
  /** Its last line. */
  readonly endLine: number;
  /** Its text, at most 8000 characters; what is longer is sent without its end. */
  readonly text: string;
}

/** The context that another model would get of a session now, or got last: `handoff`, `GET /v1/handoff` and the RPC. */
export interface HandoffReport {
  /** Claude Code's session id. */
  readonly session: string;
  /** Who is asked. */
  readonly provider: string;
  /** The model. */
  readonly model: string;
  /** Its window in tokens; null where it is not known, and nothing is cut. */
  readonly window?: number | null;
  /** True while it is only what the model would be given. */
  readonly ahead: boolean;
  /** When it was put together. */
  readonly at: IsoTime;
  /** Tokens of the client's request, as the model would count them. */
  readonly before: number;
  /** Tokens of what the model gets. */
  readonly tokens: number;
  /** False where even the least that must stay does not fit. */
  readonly fits: boolean;
  /** The parts in their order. */
  readonly parts: readonly HandoffPart[];
  /** What is remembered of the session, whether or not the model is told. */
  readonly memory: string;
  /** The context itself, as people read it; it is content of the conversation. */
  readonly text: string;
}

/** One part of it. */
export interface HandoffPart {
  /** `system`, `tools`, `instructions`, `workspace`, `brief`, `older-turns`, `current-turn`. */
  readonly name: string;
  /** The same for people, in English. */
  readonly title: string;
  /** The same in Chinese. */
  readonly titleZh: string;
  /** Its tokens. */
  readonly tokens: number;
  /** Its tokens in the client's request. */
  readonly before: number;
  /** What was left out and why, in English; null for nothing. */
  readonly leftOut?: string | null;
  /** The same in Chinese. */
  readonly leftOutZh?: string | null;
}

/** How much of a session another model gets. */
export interface ContextStatus {
  /** Who is asked. */
  readonly provider: string;
  /** Tokens of the client's request, as the model would count them. */
  readonly before: number;
  /** Tokens of what the model gets. */
  readonly tokens: number;
  /** The model's window; null where it is not known. */
  readonly window?: number | null;
  /** True while it is only what the model would be given. */
  readonly ahead: boolean;
  /** Both numbers as people read them, in English: `118k → 41k tokens`. */
  readonly text: string;
  /** The same in Chinese. */
  readonly textZh: string;
}
