using System.Collections.Frozen;
using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// How one request is put to one model, and how that changes when the server refuses it: at most one change of each kind and three in
/// all. What helped is remembered for the model once an answer has come. Does nothing by itself: no clock, no network.
/// </summary>
/// <param name="body">The client's bytes.</param>
/// <param name="session">Fits them; null where they were fitted before.</param>
/// <param name="target">Who is asked.</param>
/// <param name="context">How much is kept free for the answer.</param>
/// <param name="learnt">What is known of the model already.</param>
internal sealed class ModelAsking(ReadOnlyMemory<byte> body, SessionContext? session, ModelTarget target, ContextOptions context, LearntModel learnt)
{
    private const int MostRemedies = 3;

    // What an overflow that tells no numbers is cut to.
    private const double Unmeasured = 0.7;

    // A prompt that was refused is cut to less than it had, whatever the numbers say.
    private const double Less = 0.95;

    private readonly HashSet<Remedy> _tried = [];
    private int _most = int.MaxValue;
    private int _added;

    /// <summary>What was learnt so far, this request included.</summary>
    public LearntModel Learnt { get; private set; } = learnt;

    /// <summary>The window, as far as known.</summary>
    public int? Window => Learnt.Window is { } told && target.Window is { } known ? Math.Min(told, known) : Learnt.Window ?? target.Window;

    /// <summary>The tokens of the least that would have to be sent, where that does not fit; 0 while it does.</summary>
    public int LeastThatDoesNotFit { get; private set; }

    private FitResult? Fitted { get; set; }

    // The model's own tokens for each one of our count.
    private double Factor => Learnt.Ratio ?? Calibration.Unlearnt;

    /// <summary>Writes the request as it is to be put now, cut to what the window can hold.</summary>
    /// <param name="dialect">The server's.</param>
    /// <param name="options">What does not change between tries.</param>
    /// <param name="chat">The request.</param>
    /// <param name="problem">Why there is none, in words for the client.</param>
    public bool TryWrite(IDialect dialect, ConvertOptions options, out ChatRequest chat, out string problem)
    {
        var adapted = Adapted(options);
        _added = PlanReader.AddedTokens(adapted);
        LeastThatDoesNotFit = TryFit() ? 0 : (int)(Fitted!.Tokens * Factor);
        return dialect.TryConvert(Fitted is { Fits: true } ? Fitted.Body : body, adapted, out chat, out problem);
    }

    /// <summary>Makes the request fit without writing it: ahead of the time when it may be put.</summary>
    /// <param name="options">What does not change between tries.</param>
    public void Prepare(ConvertOptions options)
    {
        _added = PlanReader.AddedTokens(Adapted(options));
        TryFit();
    }

    /// <summary>What the model is given, to be kept; null where the window is not known, so that nothing was measured.</summary>
    /// <param name="provider">Who is asked.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="ahead">True while it is not asked yet.</param>
    public FittedContext? Context(string provider, DateTimeOffset now, bool ahead) => Fitted is not { } fit ? null : new()
    {
        Provider = provider,
        Model = target.Model,
        Window = Window,
        Factor = Factor,

        // What did not have to be cut is the client's, whose memory is used again.
        Fit = fit.Body.Equals(body) ? fit with { Body = fit.Body.ToArray() } : fit,
        Ahead = ahead,
        At = now,
    };

    /// <summary>True when the request is to be put again, differently.</summary>
    /// <param name="remedy">What may help.</param>
    /// <param name="fault">What the server said.</param>
    /// <param name="chat">What it was sent.</param>
    public bool TryHeal(Remedy remedy, ServerFault fault, ChatRequest chat)
    {
        if (_tried.Count >= MostRemedies || !_tried.Add(remedy))
        {
            return false;
        }

        switch (remedy.Kind)
        {
            case RemedyKind.Shorten:
                return TryFit(fault, chat.EstimatedPrompt);
            case RemedyKind.PlainSchemas when !Learnt.PlainSchemas && (!chat.Tools.IsEmpty || body.Span.IndexOf("\"json_schema\""u8) >= 0):
                Learnt = Learnt with { PlainSchemas = true };
                return true;
            case RemedyKind.StrictTurns when !Learnt.StrictTurns:
                Learnt = Learnt with { StrictTurns = true };
                return true;
            case RemedyKind.NoImages when !Learnt.NoImages && body.Span.IndexOf("\"image\""u8) >= 0:
                Learnt = Learnt with { NoImages = true };
                return true;
            case RemedyKind.LeaveOut when !Learnt.Without.Contains(remedy.Field):
                Learnt = Learnt with { Without = [.. Learnt.Without, remedy.Field] };
                return true;
            case RemedyKind.SmallerWindow when target.ChoseWindow && Window is { } window and > OllamaWindow.Least:
                Learnt = Learnt with { LargestWindow = window / 2, Window = window / 2 };
                return true;
            default:
                return false;
        }
    }

    // False where not even the least fits.
    private bool TryFit()
    {
        var room = Window is { } window ? (int)((window - Reserved(window)) / Factor) - _added - PromptSize.PerPrompt : int.MaxValue;
        room = Math.Max(1, Math.Min(room, _most));
        Fitted = room == int.MaxValue ? null : session?.Fit(body, $"{target.BaseUrl.Authority} {target.Model}", room);
        return Fitted is not { Fits: false };
    }

    private ConvertOptions Adapted(ConvertOptions options) => Learnt.Adapt(options) with
    {
        Window = target.SetsWindow ? Window : null,
        MaxTokens = Window is { } window ? prompt => RoomForAnswer(prompt, window) : null,
    };

    private bool TryFit(ServerFault fault, int estimate)
    {
        var window = fault.Window > 0 ? fault.Window : Window;
        var ratio = fault.PromptTokens > 0 ? fault.PromptTokens / (double)estimate : Learnt.Ratio;
        var knewWindow = Window is not null;
        Learnt = Learnt with { Window = fault.Window > 0 ? fault.Window : Learnt.Window, Ratio = ratio };

        // Prompt and answer together were too much where the prompt alone fits: now that the window is known, less is asked for.
        if (window is not { } limit || knewWindow || estimate * Factor > limit - Reserved(limit))
        {
            _most = (int)(estimate * (window is null || ratio is null ? Unmeasured : Less));
        }

        return TryFit();
    }

    // Servers that add up prompt and answer refuse a sum beyond the window (local-servers 3.1). The prompt is estimated high, so
    // that a prompt near the limit still gets what is reserved for the answer, and the server has the last word.
    private int RoomForAnswer(int prompt, int window) => Math.Max(Reserved(window), window - (int)(prompt * Factor));

    private int Reserved(int window) => Math.Min(context.ReserveOutput, window / 4);
}
