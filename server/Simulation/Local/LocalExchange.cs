using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Cache;
using ClaudeSidecar.Simulation.Local.Dialects;
using ClaudeSidecar.Simulation.Local.Pages;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>One request to the local server and its answer.</summary>
internal sealed class LocalExchange(HttpContext context, ReceivedRequest request, LocalRun run, ILocalDialect dialect, TimeProvider time)
{
    private readonly ServerKind _kind = run.Local.Kind;

    /// <summary>Answers a chat.</summary>
    public async Task ChatAsync()
    {
        // A compressed body is no JSON to these servers: none of them looks at content-encoding.
        if (Parse() is not { } body)
        {
            await RefuseAsync(new(_kind == ServerKind.LlamaServer ? 500 : 400, "invalid_request_error", "The request body is not a JSON object with messages."));
            return;
        }

        var conversation = dialect.Read(body);
        var quirks = Meet(conversation);
        await WaitAsync(TimeSpan.FromSeconds(quirks.Number("slow-first-byte") ?? 0));
        if (NotReady(quirks) is { } unready)
        {
            await RefuseAsync(unready);
            return;
        }

        if (quirks.Has("error-200"))
        {
            await RefuseAsync(SimulatedCompletion.Broken, status: 200);
            return;
        }

        if (Find(body) is not { } model)
        {
            await RefuseAsync(new(404, "not_found_error", _kind == ServerKind.Ollama ? $"model \"{body.Text("model")}\" not found, try pulling it first" : $"The model `{body.Text("model")}` does not exist."));
            return;
        }

        var window = Math.Min(dialect.Window(body) ?? run.Window(model) ?? model.ContextWindow, model.TrainedWindow);
        var prompt = TokenCount.Of(body);
        var most = dialect.MostTokens(body);
        if ((dialect.Refuse(body, run.Local, model) ?? dialect.Overflow(body, _kind, prompt, most ?? 0, window)) is { } refusal)
        {
            await RefuseAsync(refusal);
            return;
        }

        // Loading happens within the request, and not a byte is sent meanwhile (local-servers 3.2).
        await WaitAsync(run.Load(model, window, dialect.KeepAlive(body, _kind)) ? run.Local.LoadTime : TimeSpan.Zero);
        var read = prompt > window ? window / 2 : prompt;

        // Of a prompt that was cut the beginning is gone, and with it all that was kept of it.
        await using var reading = run.Cache(model) is { } cache ? await cache.EnterAsync(Tail(TokenCount.Render(body), read), context.RequestAborted) : null;
        (request.Prompt, request.Cached) = (read, reading?.Cached);
        await AnswerAsync(body, conversation, read, reading, most ?? _kind.DefaultMaxTokens, quirks);
    }

    /// <summary>Sends one of the pages by which a server is recognised.</summary>
    public async Task PageAsync(Page page)
    {
        await WaitAsync(page.After);
        await (page.NeedsKey && !HasKey ? RefuseAsync(WrongKey) : SendAsync(page.Status, page.Body, page.ContentType));
    }

    private static LocalRefusal WrongKey => new(401, "authentication_error", "Invalid API Key");

    private bool HasKey
    {
        get
        {
            var sent = context.Request.Headers.Authorization.ToString() is { Length: > 0 } bearer ? bearer["Bearer ".Length..] : context.Request.Headers["x-api-key"].ToString();
            return run.Local.ApiKey is { } key ? sent == key : !_kind.IsCloud || sent.Length > 0;
        }
    }

    private JsonElement? Parse()
    {
        try
        {
            var body = JsonElement.Parse(request.Body.Span);
            return body.Field("messages") is { ValueKind: JsonValueKind.Array } ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private LocalModelScript? Find(JsonElement body) =>
        run.Local.Find(body.Text("model") ?? "") ?? (_kind.ChecksModel ? null : run.Local.Models.OrderByDescending(model => model.Loaded).FirstOrDefault());

    private Quirks Meet(Conversation conversation)
    {
        if (conversation.IsAuxiliary)
        {
            return Quirks.None;
        }

        request.MainNumber = run.CountChat();
        var quirks = new Quirks(run.Irregularities.Take(request.MainNumber.Value, Stage.Find(run.Script.Plays, conversation).Prompt, conversation.Model));
        request.Incident = quirks.Names;
        return quirks;
    }

    private LocalRefusal? NotReady(Quirks quirks) =>
        !HasKey ? WrongKey
        : quirks.Has("loading-503") || (run.IsStarting && Fingerprint.LoadsAtStart(_kind)) ? new(503, "unavailable_error", "Loading model")
        : quirks.Has("balance-402") ? new(402, "unknown_error", "Insufficient Balance")
        : quirks.Has("busy-503") ? new(503, "unavailable_error", _kind == ServerKind.Ollama ? "server busy, please try again.  maximum pending requests exceeded" : "no slot available")
        : null;

    private Task WaitAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, time, context.RequestAborted) : Task.CompletedTask;

    private Task RefuseAsync(LocalRefusal refusal, int? status = null)
    {
        request.Refusal = refusal.Message;
        return SendAsync(status ?? refusal.Status, dialect.Write(refusal, _kind));
    }

    private async Task SendAsync(int status, JsonNode? body, string? contentType = null)
    {
        request.Status = status;
        context.Response.StatusCode = status;
        Fingerprint.Sign(context.Response.Headers, _kind);
        var isText = body is JsonValue;
        context.Response.ContentType = contentType ?? (isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8");
        var bytes = body is null ? [] : isText ? Encoding.UTF8.GetBytes(body.GetValue<string>()) : CompactJson.Bytes(body);
        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static string Tail(string prompt, int tokens) => TokenCount.Of(prompt) <= tokens ? prompt : prompt[^(tokens * TokenCount.Characters)..];

    private async Task AnswerAsync(JsonElement body, Conversation conversation, int read, PromptReading? reading, int? most, Quirks quirks)
    {
        var answer = Stage.Play(run.Script.Plays, conversation);
        (request.Play, request.Step) = (answer.Play, answer.Step);
        answer = OllamaDialect.ForbidsThinking(body) ? answer with { Thinking = "" } : answer;
        answer = conversation.IsAuxiliary ? answer : Mistakes.Make(answer, quirks, run.Local.Calls, most);
        var saying = new Saying(answer, body.Text("model") ?? run.Local.Models[0].Name, read, quirks, run.Local, time.GetUtcNow())
        {
            WantsUsage = body.Field("stream_options")?.Field("include_usage") is { ValueKind: JsonValueKind.True },
            Reading = reading,
        };
        var prefill = reading?.Duration ?? run.Local.PrefillPerThousand * (read / 1000.0);
        if (!dialect.Streams(body))
        {
            await WaitAsync(prefill);
            reading?.Finish();
            await SendWholeAsync(dialect.Whole(saying), quirks);
            return;
        }

        var (writes, breaksOff) = dialect.Stream(saying).Finish((int?)quirks.Number("cut-after-chunks"));
        var tellsProgress = _kind == ServerKind.LlamaServer && body.Field("return_progress") is { ValueKind: JsonValueKind.True };
        await StreamAsync(writes, breaksOff, prefill, reading, tellsProgress ? new(saying) : null);
    }

    private async Task SendWholeAsync(JsonObject whole, Quirks quirks)
    {
        if (!quirks.HasAny("cut-mid-tool", "cut-after-chunks"))
        {
            await SendAsync(200, whole);
            return;
        }

        request.Status = 200;
        context.Response.ContentType = "application/json; charset=utf-8";
        var bytes = CompactJson.Bytes(whole);
        context.Response.ContentLength = bytes.Length;
        await using var body = AnswerBody.Open(context, compress: false, time);
        await body.SendAsync(bytes.AsMemory(0, bytes.Length / 2));
        body.Cut(reset: false);
    }

    private async Task StreamAsync(IReadOnlyList<byte[]> writes, bool breaksOff, TimeSpan prefill, PromptReading? reading, SimulatedCompletion? progress)
    {
        request.Status = 200;
        context.Response.ContentType = dialect.StreamType;
        Fingerprint.Sign(context.Response.Headers, _kind);
        await using var body = AnswerBody.Open(context, compress: false, time);
        await PrefillAsync(body, prefill, progress);
        reading?.Finish();
        foreach (var write in writes)
        {
            await body.WaitAsync(run.Local.Pace.EventDelay);
            await body.SendAsync(write);
        }

        if (breaksOff)
        {
            body.Cut(reset: false);
        }
    }

    private async Task PrefillAsync(AnswerBody body, TimeSpan prefill, SimulatedCompletion? progress)
    {
        // Ollama sends its headers with the first token; the others when the slot begins, and the first part after the prompt was read.
        if (_kind != ServerKind.Ollama)
        {
            await context.Response.StartAsync(context.RequestAborted);
        }

        for (var part = 1; part <= 4 && prefill > TimeSpan.Zero; part++)
        {
            await body.WaitAsync(prefill / 4);
            if (progress is not null)
            {
                var frames = new Frames(Quirks.None);
                frames.Add(progress.Progress(part));
                await body.SendAsync(frames.Finish(null).Writes[0]);
            }
        }
    }
}
