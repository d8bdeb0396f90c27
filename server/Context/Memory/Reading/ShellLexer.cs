using System.Text;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Splits a command line of a Unix shell into commands, as far as is needed to tell what it is about. Never fails; a line that is not closed ends where it ends.</summary>
internal sealed class ShellLexer
{
    // What follows says little more about what a command is for.
    private const int MostLetters = 8000;
    private const int MostCommands = 64;

    private readonly string _line;
    private readonly List<ShellCommand> _commands = [];
    private readonly StringBuilder _word = new();
    private ShellCommand _command = New(isPiped: false);
    private bool _inWord;
    private bool _isTarget;
    private string? _hereEnd;
    private int _at;

    private ShellLexer(string line) => _line = line;

    /// <summary>True when the exit code tells only of the last of several commands, or of none.</summary>
    public bool HidesExit { get; private set; }

    public IReadOnlyList<ShellCommand> Commands => _commands;

    public static ShellLexer Split(string line)
    {
        var lexer = new ShellLexer(line.Length > MostLetters ? line[..MostLetters] : line);
        lexer.Run();
        return lexer;
    }

    private static ShellCommand New(bool isPiped) => new([], [], isPiped, false);

    private void Run()
    {
        for (; _at < _line.Length && _commands.Count < MostCommands; _at++)
        {
            Take(_line[_at]);
        }

        EndCommand(isPiped: false);
    }

    private void Take(char letter)
    {
        switch (letter)
        {
            case '\'' or '"':
                Quoted(letter);
                break;
            case '\\':
                Escaped();
                break;
            case ' ' or '\t' or '\r':
                EndWord();
                break;
            case '#' when !_inWord:
                SkipTo('\n');
                break;
            case '\n' or ';':
                HidesExit |= letter == ';';
                EndCommand(isPiped: false);
                break;
            case '|':
                Pipe();
                break;
            case '&' when Next('>'):
                EndWord();
                break;
            case '&' when Next('&'):
                _at++;
                EndCommand(isPiped: false);
                break;
            case '&' when !_isTarget:
                EndCommand(isPiped: false);
                break;
            case '>':
                RedirectOut();
                break;
            case '<' when Next('<'):
                HereText();
                break;
            case '<':
                EndWord();
                break;
            case '(' or ')' or '{' or '}' when !_inWord:
                break;
            default:
                _word.Append(letter);
                _inWord = true;
                break;
        }
    }

    private bool Next(char letter) => _at + 1 < _line.Length && _line[_at + 1] == letter;

    private void Quoted(char quote)
    {
        _inWord = true;
        for (_at++; _at < _line.Length && _line[_at] != quote; _at++)
        {
            if (quote == '"' && _line[_at] == '\\' && _at + 1 < _line.Length)
            {
                _at++;
            }

            _word.Append(_line[_at]);
        }
    }

    private void Escaped()
    {
        if (_at + 1 < _line.Length && _line[++_at] != '\n')
        {
            _word.Append(_line[_at]);
            _inWord = true;
        }
    }

    private void Pipe()
    {
        if (Next('|'))
        {
            _at++;
            HidesExit = true;
            EndCommand(isPiped: false);
            return;
        }

        HidesExit = true;
        EndCommand(isPiped: true);
    }

    private void RedirectOut()
    {
        // `2>` and `1>`: the number is no word.
        if (_inWord && _word.Length == 1 && char.IsAsciiDigit(_word[0]))
        {
            _word.Clear();
            _inWord = false;
        }

        EndWord();
        while (Next('>') || Next('|'))
        {
            _at++;
        }

        _isTarget = true;
    }

    // `<<EOF`, `<<-'EOF'`; `<<<` gives a word.
    private void HereText()
    {
        EndWord();
        _at++;
        if (Next('<'))
        {
            _at++;
            return;
        }

        _command = _command with { HasHereText = true };
        var begin = Next('-') ? _at + 2 : _at + 1;
        while (begin < _line.Length && _line[begin] is ' ' or '\'' or '"' or '\\')
        {
            begin++;
        }

        var end = begin;
        while (end < _line.Length && (char.IsLetterOrDigit(_line[end]) || _line[end] == '_'))
        {
            end++;
        }

        _hereEnd = end > begin ? _line[begin..end] : null;
        _at = Math.Min(_line.Length, end < _line.Length && _line[end] is '\'' or '"' ? end + 1 : end) - 1;
        if (_hereEnd is not null)
        {
            SkipHereText();
        }
    }

    // What stands on the same line after the mark is lost with it, but for a redirection: `cat <<EOF > file`.
    private void SkipHereText()
    {
        var lineEnd = _line.IndexOf('\n', Math.Max(0, _at));
        if (lineEnd < 0)
        {
            return;
        }

        var close = _line.IndexOf($"\n{_hereEnd}", lineEnd, StringComparison.Ordinal);
        var rest = _line[(_at + 1)..lineEnd];
        var inner = Split(rest);
        foreach (var command in inner.Commands)
        {
            _command.Targets.AddRange(command.Targets);
            _command.Words.AddRange(command.Words);
        }

        _at = close < 0 ? _line.Length - 1 : close + _hereEnd!.Length;
    }

    private void SkipTo(char letter)
    {
        var end = _line.IndexOf(letter, _at);
        _at = end < 0 ? _line.Length : end - 1;
    }

    private void EndWord()
    {
        if (!_inWord)
        {
            return;
        }

        var word = _word.ToString();
        if (!_isTarget)
        {
            _command.Words.Add(word);
        }
        else if (!word.StartsWith('&') && !word.StartsWith("/dev/", StringComparison.Ordinal))
        {
            _command.Targets.Add(word);
        }

        _word.Clear();
        (_inWord, _isTarget) = (false, false);
    }

    private void EndCommand(bool isPiped)
    {
        EndWord();
        _isTarget = false;
        if (_command.Words.Count + _command.Targets.Count > 0)
        {
            _commands.Add(_command);
        }

        _command = New(isPiped);
    }
}
