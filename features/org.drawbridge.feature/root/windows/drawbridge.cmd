@echo off
rem Starts Drawbridge: the desktop without arguments (or with --data-dir DIR alone), the command line with arguments.
rem Needs Java 21 or later: DRAWBRIDGE_JAVA, JAVA_HOME, the java on the PATH, or one of the usual folders, in this order.
setlocal DisableDelayedExpansion
set "least=21"
set "home=%~dp0"
set "home=%home:~0,-1%"
set "java="

if defined DRAWBRIDGE_JAVA (
  call :look "%DRAWBRIDGE_JAVA%"
  if not defined java (
    echo drawbridge: DRAWBRIDGE_JAVA is "%DRAWBRIDGE_JAVA%", which is not the folder of a Java %least% or later. 1>&2
    exit /b 5
  )
)
call :look "%home%\jre"
if defined JAVA_HOME call :look "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :look "%%~dp$PATH:j.."
for %%v in ("Eclipse Adoptium" Java Microsoft Zulu "Amazon Corretto" BellSoft "Red Hat") do (
  for /d %%d in ("%ProgramFiles%\%%~v\*") do call :look "%%~d"
)
for /d %%d in ("%LocalAppData%\Programs\Eclipse Adoptium\*" "%UserProfile%\.jdks\*") do call :look "%%~d"
if not defined java (
  echo drawbridge: Java %least% or later is needed, and none was found. 1>&2
  echo drawbridge: Install one, or name its folder in JAVA_HOME or DRAWBRIDGE_JAVA. 1>&2
  exit /b 5
)

for %%j in ("%home%\plugins\org.drawbridge.launcher_*.jar") do set "launcher=%%~j"
for %%j in ("%home%\plugins\org.drawbridge.platform_*.jar") do set "launcher=%launcher%;%%~j"
for %%j in ("%home%\plugins\org.eclipse.osgi_*.jar") do set "framework=%%~j"

set "flags=--enable-native-access=ALL-UNNAMED"
if %version% geq 23 set "flags=%flags% --sun-misc-unsafe-memory-access=allow"

set "desktop="
if "%~1"=="" set "desktop=true"
if "%~1"=="--data-dir" if "%~3"=="" if not "%~2"=="" set "desktop=true"
if defined desktop goto desktop

"%java%\bin\java.exe" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:-UsePerfData %flags% ^
  "-Ddrawbridge.home=%home%" -Ddrawbridge.desktop=false -cp "%launcher%;%framework%" org.drawbridge.launcher.Launcher %*
exit /b %errorlevel%

:desktop
start "" "%java%\bin\javaw.exe" %flags% ^
  "-Ddrawbridge.home=%home%" -Ddrawbridge.desktop=true -cp "%launcher%;%framework%" org.drawbridge.launcher.Launcher %*
exit /b 0

rem sets java and version if the folder holds a Java that is new enough and none has been found before
:look
if defined java exit /b
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
set "version="
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=.-+" %%m in ("%%~v") do set "version=%%m"
)
if not defined version exit /b
if %version% geq %least% set "java=%~f1"
exit /b
