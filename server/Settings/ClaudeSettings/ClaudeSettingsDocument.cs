using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>The text of a <c>.claude/settings*.json</c>, edited in place: only our keys change, every other byte stays (edge case 120). Immutable.</summary>
public sealed partial class ClaudeSettingsDocument
{
    private readonly string _text;
    private readonly JsonSpan? _root;

    private ClaudeSettingsDocument(string text, JsonSpan? root) => (_text, _root) = (text, root);

    /// <summary>Reads a text. An empty one is a document without a value.</summary>
    /// <returns>Null when the text is no valid JSON object, such as a torn file.</returns>
    public static ClaudeSettingsDocument? Parse(string text)
    {
        if (JsonText.SkipTrivia(text, 0) == text.Length && !text.Contains('/'))
        {
            return new(text, null);
        }

        return JsonText.Parse(text) is { IsObject: true } root ? new(text, root) : null;
    }

    /// <summary><c>env.ANTHROPIC_BASE_URL</c>; null when it is not set.</summary>
    public string? BaseUrl => Env?.Find(OwnedSettings.BaseUrlKey)?.String(_text);

    /// <summary>What stands in the way of our keys, such as an <c>env</c> that is no object; null when nothing does.</summary>
    public string? Obstacle =>
        _root?.Find("env") is { IsObject: false } ? "env is not an object"
        : Env?.Find(OwnedSettings.BaseUrlKey) is { Sign: not '"' } ? "env.ANTHROPIC_BASE_URL is not a text"
        : _root?.Find("hooks") is { IsObject: false } ? "hooks is not an object"
        : _root?.Find("hooks")?.Find("SessionStart") is { IsList: false } ? "hooks.SessionStart is not a list"
        : null;

    private JsonSpan? Env => _root?.Find("env");

    /// <summary>True for a base URL that some sidecar of this machine has written: loopback with a workspace key.</summary>
    public static bool IsOurs(string baseUrl) => OurBaseUrl().IsMatch(baseUrl);

    /// <summary>True when all of ours is there already.</summary>
    public bool Holds(OwnedSettings owned) =>
        BaseUrl == owned.BaseUrl
        && (owned.EnsureCommand is null || (Env!.Find(OwnedSettings.HintKey) is not null && HasHook(owned.EnsureCommand)));

    /// <summary>Puts our keys in. A hint that the user has set, whatever its value, stays.</summary>
    public (string Text, SettingsUndo Undo) Apply(OwnedSettings owned)
    {
        var undo = new SettingsUndo { BaseUrl = owned.BaseUrl };
        if (_root is null)
        {
            var whole = JsonInsertion.Whole(Document(owned));
            return (_text + whole, undo with { Pieces = [whole], Places = [_text.Length], Blank = _text, Command = owned.EnsureCommand, Hint = owned.EnsureCommand is not null, Containers = ["env", "hooks", "hooks.SessionStart"] });
        }

        var text = _text;
        if (Env?.Find(OwnedSettings.BaseUrlKey) is { } present)
        {
            undo = undo with { Replaced = present.Literal(text) };
            text = string.Concat(text.AsSpan(0, present.Start), JsonLayout.Quote(owned.BaseUrl), text.AsSpan(present.End));
        }

        if (owned.EnsureCommand is { } command && !HasHook(command))
        {
            (text, undo) = PutHook(text, undo with { Command = command });
        }

        return PutEnv(text, undo, owned);
    }

    /// <summary>Takes our keys out: to the byte where the text is as we left it, and as cleanly as can be where others have edited or reformatted it.</summary>
    /// <param name="undo">What <see cref="Apply"/> said; null where that is lost: then everything that looks like ours goes.</param>
    public string Remove(SettingsUndo? undo) => undo is not null && TakeOut(undo) is { } exact ? exact : ClaudeSettingsRemoval.Run(_text, undo);

    private static JsonObject Document(OwnedSettings owned)
    {
        var document = new JsonObject { ["env"] = Variables(owned, withBaseUrl: true, withHint: owned.EnsureCommand is not null) };
        if (owned.EnsureCommand is { } command)
        {
            document["hooks"] = new JsonObject { ["SessionStart"] = new JsonArray(Hook(command)) };
        }

        return document;
    }

    private static JsonObject Variables(OwnedSettings owned, bool withBaseUrl, bool withHint)
    {
        var variables = new JsonObject();
        if (withBaseUrl)
        {
            variables[OwnedSettings.BaseUrlKey] = owned.BaseUrl;
        }

        if (withHint)
        {
            variables[OwnedSettings.HintKey] = "1";
        }

        return variables;
    }

    private static JsonObject Hook(string command) => new()
    {
        ["hooks"] = new JsonArray(new JsonObject { ["type"] = "command", ["command"] = command }),
    };

    private static (string, SettingsUndo) PutHook(string text, SettingsUndo undo)
    {
        var root = JsonText.Parse(text)!;
        var hook = Hook(undo.Command!);
        (JsonSpan Container, string? Key, JsonNode Value, string[] Made) place = root.Find("hooks") switch
        {
            null => (root, "hooks", new JsonObject { ["SessionStart"] = new JsonArray(hook) }, ["hooks", "hooks.SessionStart"]),
            var hooks when hooks.Find("SessionStart") is { } list => (list, null, hook, []),
            var hooks => (hooks, "SessionStart", new JsonArray(hook), ["hooks.SessionStart"]),
        };
        var (position, piece) = JsonInsertion.InFront(text, root, place.Container, [(place.Key, place.Value)]);
        return (text.Insert(position, piece), undo with
        {
            Pieces = [.. undo.Pieces, piece],
            Places = [.. undo.Places, position],
            Containers = [.. undo.Containers, .. place.Made],
        });
    }

    private static (string, SettingsUndo) PutEnv(string text, SettingsUndo undo, OwnedSettings owned)
    {
        var root = JsonText.Parse(text)!;
        var env = root.Find("env");
        var withHint = owned.EnsureCommand is not null && env?.Find(OwnedSettings.HintKey) is null;
        var variables = Variables(owned, withBaseUrl: undo.Replaced is null, withHint);
        if (variables.Count == 0)
        {
            return (text, undo);
        }

        (string?, JsonNode)[] members = env is null ? [("env", variables)] : [.. variables.ToArray().Select(pair => ((string?)pair.Key, pair.Value!))];
        var (position, piece) = JsonInsertion.InFront(text, root, env ?? root, members);
        return (text.Insert(position, piece), undo with
        {
            Pieces = [.. undo.Pieces, piece],
            Places = [.. undo.Places, position],
            Hint = withHint,
            Containers = env is null ? [.. undo.Containers, "env"] : undo.Containers,
        });
    }

    private bool HasHook(string command) =>
        _root?.Find("hooks")?.Find("SessionStart")?.Children.Any(entry =>
            entry.Find("hooks")?.Children.Any(hook => hook.Find("command")?.String(_text) == command) == true) == true;

    // The reverse of Apply, step by step; null as soon as a step's trace is not found.
    private string? TakeOut(SettingsUndo undo)
    {
        var text = _text;
        for (var step = undo.Pieces.Count - 1; step >= 0; step--)
        {
            if (Find(undo.Pieces[step], undo.Places.ElementAtOrDefault(step), text) is not { } at)
            {
                return null;
            }

            text = text.Remove(at, undo.Pieces[step].Length);
        }

        if (undo.Replaced is { } literal)
        {
            if (JsonText.Parse(text)?.Find("env")?.Find(OwnedSettings.BaseUrlKey) is not { } ours || ours.String(text) != undo.BaseUrl)
            {
                return null;
            }

            text = string.Concat(text.AsSpan(0, ours.Start), literal, text.AsSpan(ours.End));
        }

        return Parse(text) is null ? null : text;
    }

    // Where it was put in, for the user may have written the very same elsewhere; after an edit above it, where it stands if it stands there once.
    private static int? Find(string piece, int place, string text)
    {
        if (place <= text.Length && text.AsSpan(place).StartsWith(piece))
        {
            return place;
        }

        var first = text.IndexOf(piece, StringComparison.Ordinal);
        return first >= 0 && text.IndexOf(piece, first + 1, StringComparison.Ordinal) < 0 ? first : null;
    }

    [GeneratedRegex(@"\Ahttp://(127\.0\.0\.1|localhost|\[::1\]):\d+/w/[A-Za-z0-9_-]+/?\z")]
    private static partial Regex OurBaseUrl();
}
