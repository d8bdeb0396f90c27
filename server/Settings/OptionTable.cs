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
                    new("port", Number, "TCP port; 0 takes any free one.", "TCP 端口；0 表示任选空闲端口。") { Default = "47600", Maximum = 65535 },
                    new("requireKey", Switch, "Backends that spend a key of yours answer only under a known workspace key.", "使用您所存密钥的后端只响应带有已知工作区密钥的请求。") { Default = "true" },
                ],
            },
            new("providers", List, "Who can answer. A list here replaces the built-in one: Claude with the client's own login, and a local server.", "可以应答的后端。此列表会取代内置列表（使用客户端登录的 Claude 和一个本地服务器）。") { Fields = Provider },
            new("handover", Section, "When to leave Claude and when to return. Shares are of quota left.", "何时离开、何时返回 Claude。比例均指剩余配额。") { Fields = Handover },
            new("context", Section, "What a local model is given.", "提供给本地模型的内容。")
            {
                Fields =
                [
                    new("reserveOutput", Number, "Tokens kept free for the answer.", "为回答预留的 token 数。") { Default = "8192", Minimum = 256, Maximum = 131072 },
                    new("prewarm", Word, "When the local model is warmed up.", "何时预热本地模型。") { Default = "belowWarning", Words = ["off", "belowWarning", "always"] },
                ],
            },
            new("local", Section, "How local answers are shown.", "本地回答的显示方式。")
            {
                Fields = [new("showThinking", Switch, "Sends a local model's reasoning to the client as thinking blocks.", "将本地模型的推理作为思考块发送给客户端。") { Default = "false" }],
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
        new("dialect", Word, "The language spoken there; `auto` probes.", "该后端使用的协议；`auto` 表示自动探测。") { Default = "auto", Words = ["auto", "anthropic", "openai", "ollama"] },
        new("baseUrl", Address, "Its address, without the endpoint's own path.", "地址，不含接口自身的路径。") { Required = true },
        new("credentials", Word, "Whose credential is sent: the client's own headers, a key, or none. Left out: a key when `apiKeyEnv` is set, else none.", "使用谁的凭据：客户端自己的请求头、密钥或不使用。省略时：设置了 `apiKeyEnv` 则用密钥，否则不使用。") { Words = ["client", "key", "none"] },
        new("apiKeyEnv", Text, "Name of the environment variable that holds the key.", "保存密钥的环境变量名。"),
        new("model", Text, "The model to ask for. Left out: the requested one, or the first that a local server has loaded.", "要请求的模型。省略时：所请求的模型，或本地服务器已加载的第一个模型。"),
        new("contextWindow", Number, "The model's window in tokens. Left out: the server is asked.", "模型的上下文窗口（token）。省略时询问服务器。") { Minimum = 1024, Maximum = 100_000_000 },
        new("priority", Number, "Smaller is asked earlier; equal ones in the file's order.", "数值小者优先；相同则按文件顺序。") { Default = "0", Minimum = -1_000_000, Maximum = 1_000_000 },
        new("local", Switch, "The model runs on your own machine.", "模型运行在您自己的机器上。") { Default = "false" },
    ];

    private static IReadOnlyList<OptionField> Handover =>
    [
        new("mode", Word, "Whether a limit is answered from elsewhere: at once and you are told, after asking you, or never.", "达到限额时是否由其他后端应答：立即并告知您、先询问您、或从不。") { Default = "auto", Words = ["auto", "ask", "off"] },
        new("warnBelow", Shares, "Warning levels, each announced once for each episode.", "警告阈值，每个阈值每次只提示一次。") { Default = "[0.2, 0.1]" },
        new("switchBelow", Share, "Leave before the limit when less than this is left; 0 = only at the limit.", "剩余低于此值时提前离开；0 表示仅在达到限额时。") { Default = "0.05" },
        new("returnAbove", Share, "Return early when more than this is left.", "剩余高于此值时提前返回。") { Default = "0.2" },
        new("forecast", Switch, "Leave early when the forecast says that the quota ends before the window does.", "预测配额会在窗口重置前用尽时提前离开。") { Default = "true" },
        new("minimumStay", Duration, "How long a session stays where it was moved to, unless the window that moved it has reset.", "会话被移动后至少停留的时间，除非导致移动的窗口已重置。") { Default = "00:05:00" },
    ];
}
