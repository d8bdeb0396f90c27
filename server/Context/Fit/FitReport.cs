using System.Buffers;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Writes a fitted request, and says what became of its parts.</summary>
internal static class FitReport
{
    /// <summary>A request that fits, with its own tools or with some of them.</summary>
    public static FitResult Whole(IndexedRequest talk, ToolSet tools)
    {
        var rounds = Rounds.Of(talk.Messages);
        var (head, last) = (rounds.Count > 0 ? rounds[0] : talk.Messages.Count, rounds.Count > 0 ? rounds[^1] : talk.Messages.Count);
        return new()
        {
            Body = BodySplice.Replace(talk.Body, (talk.Outline.Tools, tools.Json)),
            Tokens = talk.Tokens - talk.ToolTokens + tools.Tokens,
            Before = talk.Tokens,
            Fits = true,
            Parts =
            [
                new("system", talk.SystemTokens, talk.SystemTokens),
                Tools(talk, tools),
                Same("instructions", talk, 0, head),
                Same("older-turns", talk, head, last),
                Same("current-turn", talk, last, talk.Messages.Count),
            ],
        };
    }

    /// <summary>A request that was cut.</summary>
    public static FitResult Of(IndexedRequest talk, List<int> rounds, FitPlan plan, FitDraft draft, bool anew)
    {
        var (head, last) = (rounds.Count > 0 ? rounds[0] : talk.Messages.Count, rounds.Count > 0 ? rounds[^1] : talk.Messages.Count);
        var workspace = plan.Told.Where(part => part.Part == "workspace").Sum(part => PromptSize.OfText(part.Text));
        var brief = plan.Told.Where(part => part.Part == "brief").Sum(part => PromptSize.OfText(part.Text));
        var instructions = Part("instructions", talk, draft, 0, head);
        return new()
        {
            Body = BodySplice.Replace(talk.Body, (talk.Outline.Tools, draft.Tools.Json), (talk.Outline.System, draft.System.Json), (talk.Outline.Messages, Messages(talk, draft))),
            Tokens = draft.Tokens,
            Before = talk.Tokens,
            Fits = true,
            Anew = anew,
            LeftOut = (head, Math.Max(head, plan.From)),
            Parts =
            [
                new("system", draft.System.Tokens, talk.SystemTokens) { Shortened = draft.System.Json.IsEmpty ? 0 : 1 },
                Tools(talk, draft.Tools),
                instructions with { Tokens = Math.Max(0, instructions.Tokens - workspace - brief) },
                new("workspace", workspace, 0),
                new("brief", brief, 0),
                Part("older-turns", talk, draft, head, last),
                Part("current-turn", talk, draft, last, talk.Messages.Count),
            ],
        };
    }

    private static FitPart Tools(IndexedRequest talk, ToolSet tools) =>
        new("tools", tools.Tokens, talk.ToolTokens) { Shortened = tools.Shortened, LeftOut = tools.LeftOut.Count, Names = tools.LeftOut };

    private static FitPart Same(string name, IndexedRequest talk, int start, int end)
    {
        var tokens = talk.Messages.Skip(start).Take(end - start).Sum(message => message.Tokens);
        return new(name, tokens, tokens);
    }

    private static FitPart Part(string name, IndexedRequest talk, FitDraft draft, int first, int end)
    {
        // A message of ours (-1) stands in front of all others.
        var pieces = draft.Pieces.Where(piece => Math.Max(0, piece.Message) >= first && piece.Message < end).ToList();
        var theirs = pieces.Where(piece => piece.Message >= 0).ToList();
        return Same(name, talk, first, end) with
        {
            Tokens = pieces.Sum(piece => piece.Piece.Tokens),
            Shortened = theirs.Count(piece => !piece.Piece.Json.IsEmpty),
            LeftOut = end - first - theirs.Count,
        };
    }

    private static ReadOnlyMemory<byte> Messages(IndexedRequest talk, FitDraft draft)
    {
        var output = new ArrayBufferWriter<byte>(draft.Tokens * 5);
        output.Write("["u8);
        foreach (var (message, piece) in draft.Pieces)
        {
            if (output.WrittenCount > 1)
            {
                output.Write(","u8);
            }

            output.Write(piece.Json.IsEmpty ? talk.BytesOf(message).Span : piece.Json.Span);
        }

        output.Write("]"u8);
        return output.WrittenMemory;
    }
}
