using System.CommandLine;
using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>statusline</c>: Claude Code runs it after each answer, hands it JSON, and shows its one line. It never fails and never takes long.</summary>
internal static class StatuslineCommand
{
    // Claude Code does not wait for us with anything else; what is not known by then is left out. On an idle machine it takes a
    // tenth of this, but beside a local model's inference every start of a process is slow.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    public static Command Create()
    {
        var command = new Command("statusline", "Claude Code's statusLine command: reads its JSON on stdin and prints one line");
        command.SetAction(async (parsed, _) =>
        {
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            var line = new StatuslineText(Wording.FromEnvironment(), TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local);
            var (input, report) = (default(JsonElement?), default(StatusReport));
            try
            {
                input = await ReadAsync(limit.Token);
                report = await ExchangeAsync(parsed.Paths(), input, limit.Token);
            }
            catch (Exception unknown) when (unknown is JsonException or IOException or CliException or OperationCanceledException)
            {
                // The line then shows what is known without it.
            }

            Console.WriteLine(line.Render(report, input));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<JsonElement?> ReadAsync(CancellationToken cancellation)
    {
        if (!Console.IsInputRedirected)
        {
            return null;
        }

        await using var stdin = Console.OpenStandardInput();

        // A read of stdin cannot be cancelled on every system, so it is left behind instead.
        using var document = await JsonDocument.ParseAsync(stdin, default, cancellation).WaitAsync(cancellation);
        return document.RootElement.Clone();
    }

    private static async Task<StatusReport?> ExchangeAsync(SidecarPaths paths, JsonElement? input, CancellationToken cancellation)
    {
        using var sidecar = RunningSidecar.Find(paths);
        if (sidecar is null)
        {
            return null;
        }

        var reported = ReportAsync(sidecar, input, cancellation);
        var report = await sidecar.StatusAsync(cancellation);
        await reported;
        return report;
    }

    private static async Task ReportAsync(RunningSidecar sidecar, JsonElement? input, CancellationToken cancellation)
    {
        if (input is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty("rate_limits", out var limits) || limits.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        try
        {
            var session = given.TryGetProperty("session_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
            await sidecar.ReportRateLimitsAsync(limits, session, cancellation);
        }
        catch (Exception refused) when (refused is CliException or OperationCanceledException)
        {
            // An older sidecar does not take it; its own headers tell it the same.
        }
    }
}
