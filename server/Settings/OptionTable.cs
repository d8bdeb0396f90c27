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
                    new("prewarm", Word, "When the local model is warmed up. **No effect yet:** this version never does.", "何时预热本地模型。**尚未生效：**此版本从不预热。") { Default = "belowWarning", Words = ["off", "belowWarning", "always"] },
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

    private static IReadOnlyList<OptionField> Handover =>
    [
        new("mode", Word, "Whether another provider answers when the first one cannot. `auto`: at once, and you are told. `off`: never; Claude Code gets the limit as Anthropic sent it. `ask`: for now the same as `off`, for this version cannot ask yet.", "第一个后端无法应答时，是否改由其他后端应答。`auto`：立即改由其他后端应答，并告知你。`off`：从不，Claude Code 收到的就是 Anthropic 发出的限额提示。`ask`：目前等同于 `off`，此版本还不会询问。") { Default = "auto", Words = ["auto", "ask", "off"] },
        new("warnBelow", Shares, "Shares left below which VS Code warns; each level once, until the window has recovered.", "剩余比例低于这些值时，VS Code 发出警告；每个阈值只提示一次，直到窗口恢复。") { Default = "[0.2, 0.1]" },
        new("switchBelow", Share, "Leave before the limit when less than this is left; 0 = only at the limit. **No effect yet:** this version leaves only at the limit.", "剩余低于此值时提前离开；0 表示仅在达到限额时。**尚未生效：**此版本只在达到限额时离开。") { Default = "0.05" },
        new("returnAbove", Share, "Return early when more than this is left. **No effect yet:** this version returns after the reset.", "剩余高于此值时提前返回。**尚未生效：**此版本在窗口重置后返回。") { Default = "0.2" },
        new("forecast", Switch, "Leave early when the forecast says that the quota ends before the window does. **No effect yet:** nothing is forecast.", "预测额度会在窗口重置前用尽时提前离开。**尚未生效：**此版本不作预测。") { Default = "true" },
        new("minimumStay", Duration, "How long a session stays where it was moved to. A session moved by a limit returns with the first turn after the reset all the same.", "会话转移之后至少停留的时间。因限额而转移的会话不受此限，窗口重置后的第一轮即返回。") { Default = "00:05:00" },
    ];
}
