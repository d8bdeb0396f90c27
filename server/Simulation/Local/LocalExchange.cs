using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>One request to the local server and its answer.</summary>
internal sealed class LocalExchange(HttpContext context, ReceivedRequest request, LocalRun run, TimeProvider time)
{
    private readonly ServerKind _kind = run.Local.Kind;

    /// <summary>Answers a chat completions request.</summary>
    public async Task ChatAsync()
    {
        if (Parse() is not { } body)
        {
            await RefuseAsync(_kind == ServerKind.LlamaServer ? 500 : 400, "invalid_request_error", "The request body is not a JSON object with messages.");
            return;
        }

        var conversation = OpenAiConversation.Read(body);
        var incidents = Incidents(conversation);
        if (incidents.FirstOrDefault(incident => incident.Name == "slow-first-byte") is { } slow)
        {
            await Task.Delay(TimeSpan.FromSeconds(slow.Argument), time, context.RequestAborted);
        }

        var has = incidents.Select(incident => incident.Name).ToHashSet();
        if (has.Contains("loading-503"))
        {
            await RefuseAsync(503, "unavailable_error", "Loading model");
            return;
        }

        if (has.Contains("busy-503"))
        {
            await RefuseAsync(503, "unavailable_error", _kind == ServerKind.Ollama ? "server busy, please try again.  maximum pending requests exceeded" : "no slot available");
            return;
        }

        if (StrictChecks.Judge(body, run.Local) is { } wrong)
        {
            await RefuseAsync(400, "invalid_request_error", wrong);
            return;
        }

        var prompt = Math.Max(1, request.Body.Length / 4);
        var most = (body.Field("max_tokens") ?? body.Field("max_completion_tokens")) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var tokens) ? tokens : 0;
        if (_kind.Overflow(prompt, most, run.Local.ContextWindow) is { } overflow)
        {
            request.Refusal = "overflow";
            await SendAsync(400, overflow);
            return;
        }

        await AnswerAsync(body, conversation, prompt, incidents, has);
    }

    /// <summary>Sends a whole body: JSON, or a text where the node is one.</summary>
    public async Task SendAsync(int status, JsonNode? body)
    {
        request.Status = status;
        context.Response.StatusCode = status;
        Fingerprint.Sign(context.Response.Headers, _kind);
        var isText = body is JsonValue;
        context.Response.ContentType = isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
        var bytes = body is null ? [] : isText ? Encoding.UTF8.GetBytes(body.GetValue<string>()) : CompactJson.Bytes(body);
        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
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

    private IReadOnlyList<Incident> Incidents(Conversation conversation)
    {
        if (conversation.IsAuxiliary)
        {
            return [];
        }

        request.MainNumber = run.CountChat();
        var met = run.Irregularities.Take(request.MainNumber.Value, Stage.Find(run.Script.Plays, conversation).Prompt, conversation.Model);
        request.Incident = met.Count == 0 ? null : string.Join(' ', met.Select(incident => incident.Name));
        return met;
    }

    private Task RefuseAsync(int status, string type, string message)
    {
        request.Refusal = message;
        return SendAsync(status, _kind.Error(status, type, message));
    }

    private async Task AnswerAsync(JsonElement body, Conversation conversation, int prompt, IReadOnlyList<Incident> incidents, HashSet<string> has)
    {
        var answer = Stage.Play(run.Script.Plays, conversation);
        (request.Play, request.Step) = (answer.Play, answer.Step);

        // Ollama drops the oldest messages without a word; only the count tells.
        var read = _kind == ServerKind.Ollama && prompt > run.Local.ContextWindow ? run.Local.ContextWindow / 2 : prompt;
        var completion = new SimulatedCompletion(body.Text("model") ?? run.Local.Model, answer, read, has, run.Local, time.GetUtcNow());
        var prefill = run.Local.PrefillPerThousand * (read / 1000.0);
        if (body.Field("stream") is not { ValueKind: JsonValueKind.True })
        {
            if (prefill > TimeSpan.Zero)
            {
                await Task.Delay(prefill, time, context.RequestAborted);
            }

            await SendWholeAsync(completion.Whole(), has);
            return;
        }

        var wantsUsage = body.Field("stream_options")?.Field("include_usage") is { ValueKind: JsonValueKind.True };
        var (chunks, cutAfter) = completion.Stream(wantsUsage);
        var cut = incidents.FirstOrDefault(incident => incident.Name == "cut-after-chunks")?.Argument;
        await StreamAsync(chunks, prefill, cut is null ? cutAfter : (int)cut);
    }

    private async Task SendWholeAsync(JsonObject whole, HashSet<string> has)
    {
        if (!has.Overlaps(["cut-mid-tool", "cut-after-chunks"]))
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

    private async Task StreamAsync(IReadOnlyList<byte[]> chunks, TimeSpan prefill, int? cut)
    {
        request.Status = 200;
        context.Response.ContentType = "text/event-stream";
        Fingerprint.Sign(context.Response.Headers, _kind);
        await using var body = AnswerBody.Open(context, compress: false, time);

        // The headers go out when the slot begins, the first chunk only after the prompt was read (local-servers 1.2).
        await context.Response.StartAsync(context.RequestAborted);
        await body.WaitAsync(prefill);
        for (var number = 0; number < chunks.Count; number++)
        {
            if (number == cut)
            {
                body.Cut(reset: false);
                return;
            }

            await body.WaitAsync(run.Local.Pace.EventDelay);
            await body.SendAsync(chunks[number]);
        }
    }
}
