using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Chat;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Has a model read a prompt before anybody asks it. What it sends is what a real request would send, to the byte but for the number of
/// tokens wanted: a server reuses a prompt up to the first byte that differs (local-servers 3.5). What a server refuses is healed as for
/// a real request and remembered, so that the first real one is put right at once.
/// </summary>
internal sealed partial class ModelWarmth(
    ModelServices services,
    WarmGate gate,
    Func<CancellationToken, Task<(ModelTarget? Target, bool Remote, bool Loaded)>> resolve,
    Func<ModelTarget, ConvertOptions> optionsFor,
    ILogger logger)
{
    private const int LongestError = 64 << 10;

    // A long prompt on a small machine; whoever is slower is not worth warming.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <inheritdoc cref="IWarmable.SurveyAsync"/>
    public async Task<WarmSite> SurveyAsync(CancellationToken cancellationToken)
    {
        if (await resolve(cancellationToken) is not { Target: { } target } found)
        {
            return new();
        }

        var site = new WarmSite
        {
            Found = true,
            Here = IsHere(target) && !found.Remote,
            InUse = gate.InUse,
            Slots = target.Kind.KeepsPrompts,
            KeepsFor = target.Kind.KeepsModelFor,
        };
        if (!site.Here || site.InUse)
        {
            return site;
        }

        var load = await ServerLoad.AskAsync(services, target, cancellationToken);
        return site with { Busy = load.Running > 0, Slots = load.Slots ?? site.Slots };
    }

    /// <inheritdoc cref="IWarmable.WarmAsync"/>
    public async Task<WarmOutcome> WarmAsync(PreparedPrompt prompt, CancellationToken cancellationToken)
    {
        // Converting a long conversation takes milliseconds.
        await Task.Yield();
        if (await resolve(cancellationToken) is not { Target: { } target } found || !IsHere(target) || found.Remote)
        {
            return new(WarmEnd.Failed, Detail: "there is no model on this machine");
        }

        using var limit = new CancellationTokenSource(Limit, services.Time);
        using var warming = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (!gate.TryWarm(prompt.Session, warming))
        {
            return new(WarmEnd.GaveWay);
        }

        try
        {
            var asking = new ModelAsking(prompt.Body, null, target, services.Context, services.Learnt.Of(target.BaseUrl, target.Model));
            if (!found.Loaded && target.Kind == ServerKind.Ollama)
            {
                // Whoever comes needs the model as well: its loading is not given up for a real request.
                await LoadAsync(target, asking, cancellationToken);
            }

            return await ReadAsync(target, asking, warming.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return limit.IsCancellationRequested ? new(WarmEnd.Failed, Detail: $"the prompt was not read within {Limit.TotalMinutes} minutes") : new(WarmEnd.GaveWay);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            return warming.IsCancellationRequested ? new(WarmEnd.GaveWay) : new(WarmEnd.Failed, Detail: UpstreamFailure.Describe(broken));
        }
        finally
        {
            gate.EndWarm();
        }
    }

    // Nothing of a conversation leaves the machine unasked, and nobody is paid for it. A loopback address alone says nothing: what
    // listens there may be the way to a cloud.
    private bool IsHere(ModelTarget target) =>
        services.Provider is { Local: true, Credentials: CredentialKind.None } && target.BaseUrl.IsLoopback && !target.Kind.IsCloud && !target.Kind.NeedsKey;

    private async Task LoadAsync(ModelTarget target, ModelAsking asking, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["model"] = target.Model, ["keep_alive"] = RequestToOllama.KeepAlive };
        if (target.SetsWindow && asking.Window is { } window)
        {
            // Another window than that of the request that follows would load it twice.
            body["options"] = new JsonObject { ["num_ctx"] = window };
        }

        using var limit = new CancellationTokenSource(services.Local.LoadLimit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(target.BaseUrl, "/api/generate"))
        {
            Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        using var response = await services.Http.SendAsync(message, either.Token);

        // A refusal comes again, and better worded, with the request itself.
        await BoundedBody.ReadAsync(response, LongestError, either.Token);
    }

    private async Task<WarmOutcome> ReadAsync(ModelTarget target, ModelAsking asking, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!asking.TryWrite(target.Dialect, optionsFor(target) with { OneToken = true }, out var chat, out _))
            {
                return new(WarmEnd.Failed, Detail: "the prompt cannot be put to it");
            }

            cancellationToken.ThrowIfCancellationRequested();
            LogWarming(services.Provider.Name, target.Model, chat.Body.Length, chat.EstimatedPrompt);
            using var message = new HttpRequestMessage(HttpMethod.Post, target.Dialect.ChatAddress(target.BaseUrl)) { Content = new TakenContent(chat.Body, static () => { }) };
            target.Dialect.AddHeaders(message, null);
            using var response = await services.Http.SendAsync(message, cancellationToken);
            if ((int)response.StatusCode == 200)
            {
                return await TakeAsync(target, asking, response, cancellationToken);
            }

            var fault = ServerFault.Of((int)response.StatusCode, await BoundedBody.ReadAsync(response, LongestError, cancellationToken));
            var remedy = Remedies.For(fault);
            if (remedy.Kind is RemedyKind.WaitForModel or RemedyKind.WaitForTurn)
            {
                return new(WarmEnd.Busy, Detail: $"it answered {fault.Status}");
            }

            if (!asking.TryHeal(remedy, fault, chat) || remedy.Kind == RemedyKind.Shorten)
            {
                // It is not shortened here: the fit does that, now that it is known how much is too much.
                services.Learnt.Keep(target.BaseUrl, target.Model, asking.Learnt);
                return new(WarmEnd.Failed, Detail: fault.IsOverflow ? "the prompt does not fit" : $"it answered {fault.Status}");
            }
        }
    }

    // To its end: a connection that is closed before it is one that is given up.
    private async Task<WarmOutcome> TakeAsync(ModelTarget target, ModelAsking asking, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var frames = AnswerFrames.For(target.Dialect.Framing, response.Content.Headers.ContentType?.MediaType);
        var usage = new UsageWatch(target.Dialect.NewReader());
        var chunk = new ChatChunk();
        var failed = false;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int count;
        do
        {
            count = await body.ReadAsync(frames.GetMemory(), cancellationToken);
            frames.Advance(count);
            while (frames.TryRead(out var piece))
            {
                Look(piece);
            }
        }
        while (count > 0);

        if (frames.TryReadLast(out var last))
        {
            Look(last);
        }

        if (failed)
        {
            return new(WarmEnd.Failed, Detail: "it broke off with an error");
        }

        services.Learnt.Keep(target.BaseUrl, target.Model, asking.Learnt);
        return new(WarmEnd.Done, usage.Prompt, usage.Cached);

        void Look(ReadOnlyMemory<byte> piece)
        {
            usage.TryRead(piece.Span, chunk);
            failed |= chunk.IsError;
        }
    }

    [LoggerMessage(EventId = 3200, EventName = "Warming", Level = LogLevel.Debug, Message = "{Provider}: {Model} reads {Bytes} bytes ahead of time, about {Tokens} tokens")]
    private partial void LogWarming(string provider, string model, int bytes, int tokens);
}
