using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Tells the user's own words in a message from what the client put beside them: reminders, commands of its own, instructions for a summary.</summary>
/// <param name="calls">Calls that notifications may be about.</param>
/// <param name="isClients">True: the whole message is the client's.</param>
internal sealed partial class UserWords(CallTable calls, bool isClients)
{
    // A message has one prompt; where a session was interrupted again and again, a few.
    private const int MostTexts = 16;
    private const int LongestNod = 60;

    private static readonly string[] ClientsSentences =
    [
        "Continue from where you left off", "CRITICAL: Respond with TEXT ONLY", "Your task is to create a detailed summary", "Your response above was cut off",
        "The previous response failed to produce a valid tool call", "Your tool call was malformed", "[Your previous response had no visible output",
        "Caveat: The messages below were generated", "[SUGGESTION MODE:", "[Tool call ", "[Agent call ", "[Image: source", "Stop hook feedback", "API Error:",
        "This session is being continued from another machine", "Please continue the conversation from where we left",
    ];

    private readonly List<Fact> _said = [];
    private string? _command;
    private string _arguments = "";
    private string? _shellInput;

    /// <summary>Reads one text block.</summary>
    public void Read(string text, List<Fact> facts)
    {
        if (isClients)
        {
            ClientNotes.Read(text, calls, facts);
            return;
        }

        if (SummaryReader.Read(text) is { } summary)
        {
            facts.Add(summary);
            facts.AddRange(DecisionFinder.Find(ClientBlocks.Take(text, null)));
            return;
        }

        var own = ClientBlocks.Take(text, (name, inner) => TakeBlock(name, inner, facts)).Trim();
        if (own.StartsWith("[Request interrupted", StringComparison.Ordinal))
        {
            _said.Add(new UserInterrupted());
            var end = own.IndexOf(']', StringComparison.Ordinal);
            own = end < 0 ? "" : own[(end + 1)..].TrimStart();
        }

        if (own.Length > 0 && !Array.Exists(ClientsSentences, sentence => own.StartsWith(sentence, StringComparison.Ordinal)) && !(own.Length <= LongestNod && Trivial().IsMatch(own)))
        {
            Say(own);
        }
    }

    /// <summary>Adds what was said to the facts of the message.</summary>
    public void End(List<Fact> facts)
    {
        if (_command is not null && _arguments.Length > 0)
        {
            Say("");
        }

        // The last words are those that count.
        facts.AddRange(_said.Count <= MostTexts ? _said : _said.GetRange(_said.Count - MostTexts, MostTexts));
    }

    private void Say(string own)
    {
        if (_command is not null)
        {
            own = $"{_command} {_arguments}\n{own}".Trim();
            _command = null;
        }

        _said.Add(new UserSaid(Excerpt.Of(own, MemoryLimits.Task), WordsOfCorrection.Are(own)));
    }

    private void TakeBlock(string name, string inner, List<Fact> facts)
    {
        switch (name)
        {
            case "system-reminder" or "task-notification":
                ClientNotes.Read(name == "task-notification" ? $"<{name}>{inner}</{name}>" : inner, calls, facts);
                break;
            case "command-name":
                _command = inner.Trim();
                break;
            case "command-args":
                _arguments = inner.Trim();
                break;
            case "local-command-stdout" or "local-command-stderr":
                _command = null; // the client did it all by itself
                break;
            case "bash-input":
                _shellInput = inner;
                break;
            case "bash-stdout" when _shellInput is not null:
                facts.Add(new CommandEnded(Excerpt.Of($"! {_shellInput.Trim()}", MemoryLimits.Command), null, CommandOutcome.Succeeded, new CommandOutput(null, inner).Digest(MemoryLimits.Output)));
                _shellInput = null;
                break;
        }
    }

    [GeneratedRegex(@"^\W*(yes|y|yep|yeah|ok|okay|sure|go|go on|go ahead|continue|proceed|thanks|thank you|great|good|nice|perfect|please|do it|lgtm|next|是|是的|好|好的|可以|继续|请继续|行|嗯|谢谢|对|没问题)(\W+(please|thanks|thank you|continue|proceed|go ahead|继续))*\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Trivial();
}
