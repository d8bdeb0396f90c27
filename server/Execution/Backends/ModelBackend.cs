using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// A model on this machine, or another cloud, in whatever dialect its server speaks. The request is converted on the way
/// out and the answer on the way back. Nothing of the client's headers is sent on: its credentials are meant for another host.
/// How a request fares is <see cref="ModelExchange"/>'s; when the client is pinged is said there.
/// </summary>
public sealed partial class ModelBackend : IBackend, IWarmable
{
    private readonly ModelServices _services;
    private readonly ILogger<ModelBackend> _logger;
    private readonly LocalTargets _targets;
    private readonly FamilyStore? _families;
    private readonly ReasoningBook? _reasoning;
    private readonly TokenCounting _counting;
    private readonly ContextBook _contexts;
    private readonly WarmGate _gate;
    private readonly ModelWarmth _warmth;

    /// <summary>Makes one for one provider.</summary>
    /// <param name="provider">Where it is and what it is asked for.</param>
    /// <param name="local">How its answers are shown.</param>
    /// <param name="context">How much is kept free for its answers.</param>
    /// <param name="http">Sends; must not follow redirects.</param>
    /// <param name="time">The clock of pings and limits.</param>
    /// <param name="logger">Gets sizes and reasons, never text of a conversation.</param>
    /// <param name="environment">Reads a variable of the process; the default is the process's own.</param>
    /// <param name="families">What is known of models; the default is what comes with the program, without files of the user's.</param>
    /// <param name="reasoning">Keeps reasoning for models that need it back; null keeps none.</param>
    /// <param name="contexts">Keeps what is known of sessions; the default is one of its own.</param>
    /// <param name="calibration">Learns how the models count; the default is one of its own.</param>
    public ModelBackend(
        ProviderOptions provider,
        LocalOptions local,
        ContextOptions context,
        HttpMessageInvoker http,
        TimeProvider time,
        ILogger<ModelBackend> logger,
        Func<string, string?>? environment = null,
        FamilyStore? families = null,
        ReasoningBook? reasoning = null,
        ContextBook? contexts = null,
        Calibration? calibration = null)
    {
        (_logger, _families, _reasoning, _contexts) = (logger, families, reasoning, contexts ?? new ContextBook());
        var counts = calibration ?? new();
        var learnt = new LearntModels(time, model => counts.LearntOf(provider.Name, model));
        _services = new ModelServices(provider, local, context, http, time, environment ?? Environment.GetEnvironmentVariable, learnt)
        {
            Calibration = counts,
            PromptRead = OnPromptRead,
        };
        _targets = new LocalTargets(provider, new LocalDiscovery(http, time, _services.Environment), time);
        _targets.Looked += outlook => Looked?.Invoke(outlook);
        _counting = new TokenCounting(_services);
        _gate = new WarmGate(time);
        _warmth = new ModelWarmth(_services, _gate, ResolveAsync, OptionsFor, logger);
    }

    /// <summary>A search for its server has ended: what it comes to. Raised on any thread; handlers return at once.</summary>
    public event Action<LocalOutlook>? Looked;

    /// <summary>An answer has ended whose server told how much of the prompt it had read. Raised on any thread; handlers return at once.</summary>
    public event Action<PromptReading>? PromptRead;

    /// <inheritdoc/>
    public event Action? Freed
    {
        add => _gate.Freed += value;
        remove => _gate.Freed -= value;
    }

    /// <inheritdoc/>
    public string Name => _services.Provider.Name;

    /// <inheritdoc/>
    public Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var path = request.PathAndQuery.Split('?', 2)[0];
        return (request.Method, path) switch
        {
            ("POST", "/v1/messages") => SendMessagesAsync(request, cancellationToken),
            ("POST", "/v1/messages/count_tokens") => CountAsync(request, cancellationToken),
            _ => Task.FromResult(new ModelRefusal(404, FailureKind.Rejected, $"The provider {Name} does not serve {request.Method} {path}.").ToReply()),
        };
    }

    /// <summary>True when it is known which server and model would answer; looks for them where it is not.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        _targets.Known is not null || (await _targets.ResolveAsync(cancellationToken)).Target is not null;

    /// <summary>
    /// Makes a request fit ahead of time, as it would be put now; null while the server is not known, or where nothing is known of its
    /// window. Asks nobody.
    /// </summary>
    public PreparedPrompt? Prepare(UpstreamRequest request)
    {
        if (_targets.Known is not { } known || request.Session is not { } session)
        {
            return null;
        }

        var target = TargetOf(known);
        var context = _contexts.Of(session, request.Folder);
        var asking = new ModelAsking(request.Body, context, target, _services.Context, _services.Learnt.Of(target.BaseUrl, target.Model));
        asking.Prepare(OptionsFor(target));
        if (asking.Context(Name, _services.Time.GetUtcNow(), ahead: true) is not { } fitted)
        {
            return null;
        }

        context.Note(fitted);
        return !fitted.Fit.Fits ? null : new(session, Name, fitted.Fit.Body, (int)(fitted.Fit.Tokens * fitted.Factor), Revision: 0)
        {
            // A key of the user's is spent for folders of the user's alone (design 4).
            LeftOut = _services.Context.CloudBrief is { Length: > 0 } && request.Folder is not null ? context.LeftOut(request.Body, fitted.Fit) : null,
        };
    }

    /// <summary>Searches for its server, unless that was done a moment ago, and says what it comes to.</summary>
    public Task<LocalOutlook> LookAsync(CancellationToken cancellationToken) => _targets.LookAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<WarmSite> SurveyAsync(CancellationToken cancellationToken) => _warmth.SurveyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<WarmOutcome> WarmAsync(PreparedPrompt prompt, CancellationToken cancellationToken) => _warmth.WarmAsync(prompt, cancellationToken);

    private void OnPromptRead(PromptReading reading)
    {
        PromptRead?.Invoke(reading);
        if (reading.IsCut)
        {
            LogCutSilently(Name, reading.Model, reading.Read, reading.Sent);
        }
        else
        {
            _services.Calibration.Note(Name, reading.Model, reading.Sent, reading.Read);
        }
    }

    private async Task<UpstreamReply> SendMessagesAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var entered = _gate.EnterAsync(request.Session);
        var handedOver = false;
        try
        {
            await entered;

            // Converting a long conversation takes milliseconds: not on the thread that serves the sockets.
            await Task.Yield();
            var (found, missing) = await _targets.ResolveAsync(cancellationToken);
            if (found is null)
            {
                return UpstreamReply.Failed(FailureKind.Unreachable, missing);
            }

            var target = TargetOf(found.Model.Length > 0 ? found : found with { Model = request.Head?.Model ?? "" });
            var exchange = new ModelExchange(
                _services, target, request.Body, _contexts.Of(request.Session, request.Folder), OptionsFor(target), _targets.ModelsAsync, _logger, cancellationToken)
            { Ended = _gate.Leave };
            handedOver = true;
            return await AnswerAsync(exchange);
        }
        finally
        {
            if (!handedOver)
            {
                _gate.Leave();
            }
        }
    }

    private async Task<UpstreamReply> AnswerAsync(ModelExchange exchange)
    {
        var handedOver = false;
        try
        {
            var reply = await exchange.AnswerAsync();
            handedOver = reply.IsOpen;
            if (reply.Failure is FailureKind.Unreachable or FailureKind.UnknownHost or FailureKind.ConnectTimedOut or FailureKind.CutOff)
            {
                _targets.Forget();
            }

            return reply;
        }
        finally
        {
            if (!handedOver)
            {
                await exchange.DisposeAsync();
            }
        }
    }

    // Whom a warm-up would ask. It has time: while the make is not known, the prompt would be written otherwise than for the real request.
    private async Task<(ModelTarget? Target, bool Remote, bool Loaded)> ResolveAsync(CancellationToken cancellationToken)
    {
        var (found, _) = await _targets.ResolveAsync(cancellationToken);
        if (found?.Kind == ServerKind.Other)
        {
            found = (await _targets.LookAsync(cancellationToken)).Server is null ? null : (await _targets.ResolveAsync(cancellationToken)).Target;
        }

        return found is { Model.Length: > 0 } ? (TargetOf(found), found.Details?.Remote ?? new LocalModel(found.Model, null).Remote, found.Details?.State == LoadState.Loaded) : default;
    }

    private async Task<UpstreamReply> CountAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var target = _targets.Known is { } known ? TargetOf(known) : null;
        return LocalReplies.Count(await _counting.CountAsync(request.Body, target, target is null ? null : OptionsFor(target), cancellationToken));
    }

    private ModelTarget TargetOf(LocalTarget found)
    {
        var provider = _services.Provider;
        var dialect = provider.Dialect == Dialect.Auto ? found.Kind.Preferred : provider.Dialect;
        var target = new ModelTarget(found.BaseUrl, found.Model, found.Kind, ModelDialects.For(dialect))
        {
            Family = (_families?.Current ?? FamilyBook.BuiltIn).Of(found.Model),
            Window = found.Window,
            Thinks = found.Details?.Thinking,
            Sees = found.Details?.Vision,
        };
        return dialect == Dialect.Ollama ? WithWindow(target, provider.ContextWindow, found.Details?.MaxContext) : target;
    }

    private ModelTarget WithWindow(ModelTarget target, int? configured, int? limit)
    {
        var learnt = _services.Learnt.Of(target.BaseUrl, target.Model);
        var window = OllamaWindow.Choose(configured, configured is null ? target.Window : null, limit, learnt.LargestWindow);
        return target with { Kind = ServerKind.Ollama, Window = window, SetsWindow = true, ChoseWindow = configured is null };
    }

    private ConvertOptions OptionsFor(ModelTarget target) => new()
    {
        Model = target.Model,
        Server = target.Kind,
        Family = target.Family,
        Images = target.Sees != false,
        Thinks = target.Thinks,
        Reasoning = _reasoning,
        FamilyPrompt = _services.Local.FamilyPrompt,
    };

    [LoggerMessage(EventId = 3103, EventName = "LocalCutSilently", Level = LogLevel.Warning,
        Message = "{Provider}: {Model} read {Prompt} tokens of a prompt of about {Estimate}: its server seems to have cut the beginning off. Give the model a larger window")]
    private partial void LogCutSilently(string provider, string model, int prompt, int estimate);
}
