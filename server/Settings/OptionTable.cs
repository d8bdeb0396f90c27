using static ClaudeSidecar.Settings.OptionKind;

namespace ClaudeSidecar.Settings;

/// <summary>Every option of <c>sidecar.json</c>: the one place to add another.</summary>
public static class OptionTable
{
    /// <summary>The file as a whole.</summary>
    public static OptionField Root { get; } = new("", Section, "Configuration of ClaudeSidecar.", "ClaudeSidecar 的配置。")
    {
        Fields =
        [
            new("listen", Section, "Where the sidecar listens; always 127.0.0.1.", "监听地址；始终为 127.0.0.1。")
            {
                Fields =
                [
                    new("port", Number, "TCP port, taken at the next start; 0 takes any free one.", "TCP 端口，下次启动时生效；0 表示任选空闲端口。") { Default = "47600", Maximum = 65535 },
                    new("requireKey", Switch, "Providers that spend a key of yours answer only requests under a known workspace key.", "会花费你的密钥的后端，只应答带有已知工作区密钥的请求。") { Default = "true" },
                ],
            },
            new("providers", List, "Who can answer. A list here replaces the built-in one: Claude with the client's own login, and a local server.", "可以应答的后端。此列表会取代内置列表（使用客户端登录的 Claude 和一个本地服务器）。") { Fields = Provider },
            new("handover", Section, "When to leave Claude and when to return. Shares are of quota left.", "何时离开、何时返回 Claude。比例均指剩余额度。") { Fields = Handover },
            new("context", Section, "What a local model is given.", "提供给本地模型的内容。")
            {
                Fields =
                [
                    new("reserveOutput", Number, "The least room, in tokens, that a local model's answer is given, where its window is known; never more than a quarter of the window. A prompt that leaves less is shortened.", "在已知上下文窗口时，本地模型的回答至少可用的 token 数，最多为窗口的四分之一。余量不足时会缩短提示词。") { Default = "8192", Minimum = 256, Maximum = 131072 },
                    new("prewarm", Word, "When a local model reads a session's prompt ahead of time, so that a switch need not wait for it. `belowWarning`: from the first level of `handover.warnBelow` on. Only on this machine, without a key; not on battery; a real request always goes first.", "何时让本地模型预读会话的提示词，使切换时无需等待。`belowWarning`：额度低于 `handover.warnBelow` 的第一个阈值后开始。只用于本机且不使用密钥的模型；使用电池时不预读；真实请求始终优先。") { Default = "belowWarning", Words = ["off", "belowWarning", "always"] },
                    new("cloudBrief", Text, "Name of a provider with `apiKeyEnv` that writes a brief of the turns that a local model will not see, while the quota lasts; it is sent excerpts of the conversation. Left out: nobody, and nothing is sent; the brief is then made on this machine.", "带有 `apiKeyEnv` 的后端名称：在额度尚存时，由它为本地模型看不到的轮次撰写摘要；会向它发送对话摘录。省略时：不使用，也不发送任何内容，摘要在本机生成。"),
                    new("vocabulary", Text, "Absolute path of a vocabulary in the form of `*.tiktoken` (`qwen.tiktoken`, Llama 3's `tokenizer.model`) that prompts are counted with from the next start on. Left out: o200k_base. Either way counts are corrected by what each server says of its own.", "用于统计提示词 token 数的词表的绝对路径，格式为 `*.tiktoken`（如 `qwen.tiktoken`、Llama 3 的 `tokenizer.model`），下次启动时生效。省略时使用 o200k_base。两种情况下都会根据各服务器报告的实际用量校正。"),
                    new("rememberSessions", Switch, "Keeps what a session is about (task, decisions, files, errors) in the state folder, so that it outlives a restart and a compaction. Unlike the history, these files hold excerpts of the conversation; `false` deletes them.", "在状态文件夹中保存会话的要点（任务、决定、文件、错误），使其在重启和压缩之后仍然可用。与历史记录不同，这些文件含有对话摘录；`false` 会将其删除。") { Default = "true" },
                ],
            },
            new("local", Section, "What a local model is told, and how its answers are shown.", "告知本地模型的内容，以及其回答的显示方式。")
            {
                Fields =
                [
                    new("familyPrompt", Switch, "Adds a short text to the prompt of a model that is given tools: how its family works best with them, and to mark code that is relevant to security.", "在向模型提供工具时，于提示词末尾附加一小段文字：该模型系列如何用好工具，以及标记与安全相关的代码。") { Default = "true" },
                    new("showThinking", Switch, "Sends a local model's reasoning to the client as thinking blocks.", "将本地模型的推理作为思考块发送给客户端。") { Default = "false" },
                    new("loadLimit", Duration, "How long a local server may take to load its model, or keep a request in its queue, before it is given up. The client is kept waiting with pings meanwhile.", "本地服务器加载模型或让请求排队的最长时间，超过即放弃；等待期间会向客户端发送 ping。") { Default = "00:05:00", Minimum = 10, Maximum = 3600 },
                ],
            },
            new("history", Section, "What is written down of quota readings, requests and switches, in the state folder: no content, no credential.", "在状态文件夹中记录的配额读数、请求和切换：不含内容，也不含凭据。")
            {
                Fields =
                [
                    new("days", Number, "For how many days it is kept; 0: nothing is written, and what was is deleted.", "保留的天数；0 表示不记录，并删除已有的记录。") { Default = "90", Maximum = 3650 },
                ],
            },
            new("settings", Section, "How `.claude/settings*.json` is kept in step.", "如何同步 `.claude/settings*.json`。")
            {
                Fields =
                [
                    new("target", Word, "Which file is written. `auto`: `settings.json` where git does not track it, else `settings.local.json`.", "写入哪个文件。`auto`：git 未跟踪时为 `settings.json`，否则为 `settings.local.json`。")
                    {
                        Default = "auto",
                        Words = ["auto", "project", "local", "user"],
                    },
                ],
            },
            new("idleMinutes", Number, "The background process stops after so many minutes without client or traffic; 0 = never.", "没有客户端和流量达到此分钟数后，后台进程停止；0 表示从不停止。") { Default = "30", Maximum = 525_600 },
        ],
    };

    private static IReadOnlyList<OptionField> Provider =>
    [
        new("name", Text, "Unique name: letters, digits, `-`, `_`, `.`; not `auto` or `cloud`.", "唯一名称：字母、数字、`-`、`_`、`.`；不能是 `auto` 或 `cloud`。") { Required = true },
        new("dialect", Word, "The language spoken there. `auto` finds out what server it is and takes the language in which that one can do most: Ollama's own for Ollama, `openai` for the other local servers. Another address than those of well-known clouds that speaks Anthropic's must say `anthropic`.", "该后端使用的协议。`auto` 会识别服务器类型，并采用其功能最全的协议：Ollama 用自己的协议，其他本地服务器用 `openai`。除知名云服务外，使用 Anthropic 协议的地址必须写明 `anthropic`。") { Default = "auto", Words = ["auto", "anthropic", "openai", "ollama"] },
        new("baseUrl", Address, "Its address, without the endpoint's own path.", "地址，不含接口自身的路径。") { Required = true },
        new("credentials", Word, "Whose credential is sent: the client's own headers, a key, or none. Left out: a key when `apiKeyEnv` is set, else none.", "使用谁的凭据：客户端自己的请求头、密钥或不使用。省略时：设置了 `apiKeyEnv` 则用密钥，否则不使用。") { Words = ["client", "key", "none"] },
        new("apiKeyEnv", Text, "Name of the environment variable that holds the key.", "保存密钥的环境变量名。"),
        new("model", Text, "The model to ask for. Left out: the first in the server's list that can chat; with dialect `anthropic` elsewhere than on your own machine, the model that Claude Code asks for.", "要请求的模型。省略时：服务器列表中第一个可对话的模型；若使用 `anthropic` 协议且不在本机，则为 Claude Code 请求的模型。"),
        new("contextWindow", Number, "The model's window in tokens, by which the prompt is shortened and the room for the answer is set; Ollama loads the model with it. Left out: as the server tells it.", "模型的上下文窗口（token），用来缩短提示词并确定回答可用的长度；Ollama 会按此值加载模型。省略时以服务器告知的为准。") { Minimum = 1024, Maximum = 100_000_000 },
        new("priority", Number, "Smaller is asked earlier; equal ones in the file's order.", "数值小者优先；相同则按文件顺序。") { Default = "0", Minimum = -1_000_000, Maximum = 1_000_000 },
        new("local", Switch, "The model runs on your own machine: it is looked for by `doctor` and health checks, and `switch local` means it.", "模型运行在你自己的电脑上：`doctor` 和健康检查会探测它，`switch local` 指的就是它。") { Default = "false" },
    ];

    private static IReadOnlyList<string> Kinds => ["main", "subagent", "compaction", "auxiliary", "plan", "security-review", "architecture"];

    private static IReadOnlyList<OptionField> Handover =>
    [
        new("mode", Word, "Whether another provider answers when the first one cannot. `auto`: at once, and you are told. `ask`: you are asked in the editor, while the request waits for up to 15 seconds; your answer holds until the limit ends, and without one Claude Code gets what Anthropic sent. `off`: never; Claude Code gets the limit as Anthropic sent it.", "第一个后端无法应答时，是否改由其他后端应答。`auto`：立即改由其他后端应答，并告知你。`ask`：在编辑器中询问你，请求最多等待 15 秒；你的回答在限额结束前一直有效，没有回答时 Claude Code 收到的就是 Anthropic 发出的内容。`off`：从不，Claude Code 收到的就是 Anthropic 发出的限额提示。") { Default = "auto", Words = ["auto", "ask", "off"] },
        new("warnBelow", Shares, "Shares left below which VS Code warns; each level once, until the window has recovered.", "剩余比例低于这些值时，VS Code 发出警告；每个阈值只提示一次，直到窗口恢复。") { Default = "[0.2, 0.1]" },
        new("switchBelow", Share, "New turns leave before the limit when no more than this is left and, with `forecast`, the window will be used up before its reset and what is left would hardly do for the next turn. 0: only at the limit. Being late costs nothing, for a request that meets the limit is answered by the next provider all the same; so a window that resets first is used to its end.", "剩余额度不高于此值时，新的轮次会在达到限额前离开；启用 `forecast` 时，还须预计额度会在窗口重置前用尽，且剩余额度很可能不够下一轮。0 表示仅在达到限额时离开。晚离开没有代价：遇到限额的请求同样会由下一个后端应答；因此，会先行重置的窗口将被用完。") { Default = "0.05" },
        new("returnAbove", Share, "New turns return before the reset when more than this is left, by what answers or the status line tell.", "根据应答或状态栏得知剩余额度高于此值时，新的轮次会在重置前返回。") { Default = "0.2" },
        new("forecast", Switch, "`true`: leave early only where the forecast is sure enough. `false`: leave at `switchBelow`, whatever the pace.", "`true`：仅在预测足够可靠时提前离开。`false`：无论用量快慢，到 `switchBelow` 即离开。") { Default = "true" },
        new("minimumStay", Duration, "How long a session stays where it was moved to. A session moved by a limit returns with the first turn after the reset all the same.", "会话转移之后至少停留的时间。因限额而转移的会话不受此限，窗口重置后的第一轮即返回。") { Default = "00:05:00" },
        new("stayLonger", Words, "What stays with Claude until the limit itself. `plan`: plan mode; `security-review` and `architecture`: turns and agents about these; `compaction`: the summary of a conversation; further `main`, `subagent`, `auxiliary`.", "哪些请求在真正达到限额前一直留在 Claude。`plan`：规划模式；`security-review`、`architecture`：与安全审查、架构有关的轮次和代理；`compaction`：对话摘要；另有 `main`、`subagent`、`auxiliary`。") { Default = "[\"plan\", \"security-review\", \"architecture\", \"compaction\"]", Words = Kinds },
        new("leaveEarlier", Words, "What goes elsewhere from the first level of `warnBelow` on, where the window will not last: `auxiliary` are titles, suggestions and short summaries. The session itself stays where it is.", "哪些请求从 `warnBelow` 的第一个阈值起就改由其他后端应答（前提是预计额度撑不到重置）：`auxiliary` 指标题、建议和短摘要。会话本身不受影响。") { Default = "[\"auxiliary\"]", Words = Kinds },
        new("recoveryCheck", Schedule, "When a provider that is out is tried, if that costs nothing of your Claude login: a local server is looked for, and one that spends a key of yours is sent the smallest request. Minutes, hours, days, months and weekdays as cron writes them; `off`: never. Claude itself comes back at the reset, with the next request.", "何时尝试暂停使用的后端（绝不动用你的 Claude 登录）：探测本地服务器，并向使用你的密钥的后端发送最小的请求。格式与 cron 相同：分、时、日、月、星期；`off`：从不。Claude 本身在重置后随下一个请求恢复。") { Default = "0-4 * * * *" },
        new("learn", Switch, "Lets what was seen here take the place of `switchBelow` and `minimumStay`, within narrow bounds. What is suggested, and why, is shown by `status` either way; `false` undoes it at once.", "允许根据本机的历史在很小的范围内调整 `switchBelow` 和 `minimumStay`。无论是否启用，`status` 都会显示建议及理由；设为 `false` 立即撤销。") { Default = "false" },
    ];
}
