using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>
/// One state, and what each surface makes of it. The states are written to <c>tests/extension/fakes/states</c> (UPDATE_GENERATED=1), where
/// the editor's surfaces are held against the same facts.
/// </summary>
public sealed partial class SurfacesTests : AsyncTest
{
    private const string Cloud = """
        { "plays":[{"steps":[{"text":"The answer."}]}],
          "cloud": { "limitAtRequest": 13, "quota": {
            "5h": { "used": 0.40, "perRequest": 0.02, "resetsInSeconds": 10800 },
            "7d": { "used": 0.35, "perRequest": 0.002, "resetsInSeconds": 259200 },
            "7d_oi": { "used": 0.82, "perRequest": 0.001, "models": ["opus"], "resetsInSeconds": 259200 } } } }
        """;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.Utc;
    private readonly ManualTime _time = new();
    private readonly List<QuotaStatus> _told = [];
    private readonly List<Notice> _notices = [];
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse(Cloud), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "plays":[{"steps":[{"text":"The answer."}]}] }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
        _sidecar.Services.Control.QuotaChanged += _told.Add;
        _sidecar.Services.Control.Noticed += _notices.Add;
        await AskAsync("claude-opus-4-5");
        for (var turn = 0; turn < 11; turn++)
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await AskAsync("claude-sonnet-5");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    // edge case 46
    [Fact]
    public async Task EverySurfaceTellsTheSamePace()
    {
        var report = await StatusAsync("pace");

        Assert.Equal(Json(report.Quota), Json(_told[^1]));
        Assert.Equal(
            """
            Quota
              weekly Opus  ████████████████░░░░  82% used, 18% left, resets 11-24 12:00 (in 2 d 23 h)
                           at this pace used up 11-22 09:36
                           read 12:00 (33 min ago) from Claude's last answer
              5-hour       █████████████░░░░░░░  64% used, 36% left, resets 15:00 (in 2 h 27 min)
                           40% an hour of work: used up 13:26 (13:04 to 14:06)
              weekly       ███████░░░░░░░░░░░░░  37% used, 63% left, resets 11-24 12:00 (in 2 d 23 h)
                           4% an hour of work: used up 11-22 04:11 (23:05 to 11-22 11:46)
              19 tokens in and 0 out a minute of work, and 0 from the cache
              read 12:33 (less than a minute ago) from Claude's last answer
            """,
            Section(new StatusText(new(IsChinese: false), Now, Zone).Render(report)));
        Assert.Equal(
            """
            配额
              每周 Opus  ████████████████░░░░ 已用  82%，剩余 18%，11-24 12:00（2 天 23 小时后）重置
                         按当前速度，11-22 09:36 用尽
                         读取于 12:00（33 分钟前），来源：Claude 的最近一次回答
              5 小时     █████████████░░░░░░░ 已用  64%，剩余 36%，15:00（2 小时 27 分钟后）重置
                         每工作小时 40%：13:26 用尽（13:04 至 14:06）
              每周       ███████░░░░░░░░░░░░░ 已用  37%，剩余 63%，11-24 12:00（2 天 23 小时后）重置
                         每工作小时 4%：11-22 04:11 用尽（23:05 至 11-22 11:46）
              每工作分钟输入 19、输出 0 个 token，另有 0 个来自缓存
              读取于 12:33（不到 1 分钟前），来源：Claude 的最近一次回答
            """,
            Section(new StatusText(new(IsChinese: true), Now, Zone).Render(report)));
        Assert.Equal("Claude 5h 64% · wk 37% · wk Opus 82% → dry ~13:26, resets 15:00", Line(report, chinese: false));
        Assert.Equal("Claude 5h 64% · 周 37% · 周 Opus 82% → 约 13:26 用尽，15:00 重置", Line(report, chinese: true));
        Assert.Equal("18 % of Claude's weekly Opus quota is left; it resets at 11-24 12:00.", _notices.Single().Text);
        Assert.Equal("Claude 的每周 Opus 配额剩余 18%，将于 11-24 12:00 重置。", _notices.Single().TextZh);
    }

    // edge case 40
    // edge case 46
    [Fact]
    public async Task EverySurfaceTellsTheSameLimit()
    {
        await AskAsync("claude-sonnet-5");
        var report = await StatusAsync("limit");

        var english = new StatusText(new(IsChinese: false), Now, Zone).Render(report);
        var chinese = new StatusText(new(IsChinese: true), Now, Zone).Render(report);
        AssertBegins(
            """
            Answering: local (qwen3-coder:30b)
              Claude's 5-hour quota is used up until 15:00; local answers.
              Claude is expected back 15:00 (in 2 h 27 min).

            Quota
              5-hour       ████████████████████ 100% used, limit reached, resets 15:00 (in 2 h 27 min)
            """,
            english);
        AssertBegins(
            """
            当前应答：local (qwen3-coder:30b)
              Claude 的 5 小时配额已用完（15:00 恢复），改由 local 回答。
              Claude 预计于 15:00（2 小时 27 分钟后）恢复。

            配额
              5 小时     ████████████████████ 已用 100%，已达限额，15:00（2 小时 27 分钟后）重置
            """,
            chinese);
        Assert.Contains("\n          its 5-hour quota is used up\n", english.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("\n          5 小时配额已用完\n", chinese.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("Local qwen3-coder:30b · Claude back 15:00", Line(report, chinese: false));
        Assert.Equal("本地 qwen3-coder:30b · Claude 15:00 恢复", Line(report, chinese: true));
        Assert.Equal(("switched-to-local", report.Route.Text, report.Route.TextZh), (_notices[^1].Code, _notices[^1].Text, _notices[^1].TextZh));
        Assert.Equal((report.Route.Text, report.Route.TextZh), (report.Switches[0].Text, report.Switches[0].TextZh));
        var switched = _sidecar.Services.Control.Switch("auto", null);
        Assert.Equal((report.Route.Text, report.Route.TextZh), (switched.Text, switched.TextZh));

        // Nobody is with Claude now, and yet it has answered.
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal("ready", _sidecar.Services.Control.Status().Backends[0].State);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Line(StatusReport report, bool chinese) => new StatuslineText(new(chinese), Now, Zone).Render(report, JsonElement.Parse("""{"session_id":"s-1"}"""));

    private static void AssertBegins(string beginning, string page) => Assert.Equal(beginning.ReplaceLineEndings("\n"), page.ReplaceLineEndings("\n")[..beginning.ReplaceLineEndings("\n").Length]);

    private static string Section(string page)
    {
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        var from = Array.FindIndex(lines, line => line is "Quota" or "配额");
        return string.Join('\n', lines[from..Array.IndexOf(lines, "", from)]);
    }

    private async Task AskAsync(string model)
    {
        // What another model would get belongs to the state, and is there a moment later.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(TurnEnd turn) => ended.TrySetResult();
        _sidecar.Services.Turns.Ended += End;
        using var response = await _sidecar.AskAsync(SidecarHost.Turn(model: model));
        await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode);
        await ended.Task;
        _sidecar.Services.Turns.Ended -= End;
    }

    private async Task<StatusReport> StatusAsync(string state)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status") { Headers = { Authorization = new("Bearer", _sidecar.Token) } };
        using var response = await _sidecar.Client.SendAsync(request);
        var json = await response.Content.ReadAsByteArrayAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonSerializer.SerializeToNode(_sidecar.Services.Control.Status(), ControlJson.Default.StatusReport)));
        HoldAgainstFile(state, json);
        return JsonSerializer.Deserialize(json, ControlJson.Default.StatusReport)!;
    }

    // What changes from run to run is made equal: ports, the process, the version.
    private static void HoldAgainstFile(string state, byte[] json)
    {
        var report = JsonNode.Parse(json)!;
        (report["version"], report["pid"]) = ("0.1.0", 4711);
        var told = report.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var text = SwitchId().Replace(Port().Replace(told, "127.0.0.1:47600"), "0123456789ab").ReplaceLineEndings("\n") + "\n";
        var path = RepositoryFiles.Path("tests", "extension", "fakes", "states", $"{state}.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text, $"{path} is not what the sidecar tells: UPDATE_GENERATED=1 writes it.\n{text}");
    }

    private static string Json(QuotaStatus quota) => JsonSerializer.Serialize(quota, ControlJson.Default.QuotaStatus);

    [GeneratedRegex("(?<=\"id\": \")[0-9a-f]{12}(?=\")")]
    private static partial Regex SwitchId();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
